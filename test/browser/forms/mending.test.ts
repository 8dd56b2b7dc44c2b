/**
 * A form with faults keeps its values and shows each fault beside its field. It can be sent after the faults are
 * corrected.
 */
import { describe, expect, test } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { publish } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { filled, newReader } from '../reader/reader.ts'

const TOO_LONG = 'ab '.repeat(3000).trim()

/** The border colour of a field. It marks a field with a fault for sighted readers. */
const edgeOf = (field: Locator) => field.evaluate((one) => getComputedStyle(one).borderInlineStartColor)

describe.each(MATRIX)('$name', (setting) => {
  test('three faults are named, tied to their fields and mended', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(slug)
    // Values that pass the browser's own validation, so that they reach the server when scripts are off.
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

    // With scripts, the focus moves to the first fault. Without scripts, the page has a link to each fault.
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

/** The text of the elements in a field's aria-describedby. */
async function described(field: { evaluate: <T>(run: (element: HTMLElement | SVGElement) => T) => Promise<T> }) {
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  )
}
