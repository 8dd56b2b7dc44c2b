/**
 * A form that is wrong: everything that was typed is kept, each fault is said beside its field, and once it is mended it goes.
 */
import { describe, expect, test } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { publish } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { filled, newReader } from '../reader/reader.ts'

const TOO_LONG = 'ab '.repeat(3000).trim()

/** The colour by which those who see the page know a field that is at fault. */
const edgeOf = (field: Locator) => field.evaluate((one) => getComputedStyle(one).borderInlineStartColor)

describe.each(MATRIX)('$name', (setting) => {
  test('three faults are named, tied to their fields and mended', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(slug)
    // What browsers themselves let pass, so that it reaches the server without scripts.
    await reader.fill({ text: TOO_LONG, name: '   ', url: 'ftp://boats.example', email: 'grace@example.org' })
    await reader.button(messages.post).click()
    await reader.sees(page.getByRole('alert').getByText(plural(messages.mend, 3)))
    if (setting.scripts) await reader.hasFocus(reader.field('comment'))

    const count = new Intl.NumberFormat(setting.lang)
    const long = filled(messages.faultTooLong, { count: count.format(TOO_LONG.length), max: count.format(8000) })
    const faults = { comment: long, name: messages.faultRequired, website: messages.faultUrl } as const
    for (const [name, fault] of Object.entries(faults)) {
      const field = reader.field(name as keyof typeof faults)
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      expect(await described(field)).toContain(fault)
      expect(await edgeOf(field)).not.toBe(await edgeOf(reader.field('email')))
    }
    expect(await reader.field('comment').inputValue()).toBe(TOO_LONG)
    expect(await reader.field('email').inputValue()).toBe('grace@example.org')
    expect(await reader.field('website').inputValue()).toBe('ftp://boats.example')

    // Scripts have brought the reader to the first of them; a page that comes back has a way to each.
    if (!setting.scripts) {
      await page.getByRole('alert').getByRole('link', { name: messages.website }).click()
      await reader.hasFocus(reader.field('website'))
    }

    await reader.fill({ text: 'Short.', name: 'Grace', url: 'https://boats.example' })
    await reader.button(messages.post).click()
    if (setting.scripts) await reader.hears(messages.ownPublished)
    else await reader.reads(messages.ownPublished)
    await reader.sees(reader.comment('Short.'))
    expect(await reader.link('Grace').getAttribute('href')).toMatch(/^https:\/\/boats\.example\/?$/)
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('what only the server finds is said beside the field too', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    const nested = `${'> '.repeat(200)}abyss`
    await reader.fill({ text: nested, name: 'Grace' })
    await reader.button(messages.post).click()
    await reader.reads(messages.faultNested)
    expect(await reader.field('comment').inputValue()).toBe(nested)
    expect(await page.getByRole('region').getByText('abyss').count()).toBe(0)
    await reader.fill({ text: '> shallow' })
    await reader.button(messages.post).click()
    await reader.sees(page.getByText('shallow'))
  })
})

/** What a screen reader reads with a field. */
async function described(field: { evaluate: <T>(run: (element: HTMLElement | SVGElement) => T) => Promise<T> }) {
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  )
}
