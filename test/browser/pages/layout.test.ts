/**
 * Layout with other browser settings: narrow windows, large text, reduced motion and forced colours. Nothing on a page
 * moves without input.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { commentsPath, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { putPage } from '../reader/host.ts'
import { MATRIX, PLAIN } from '../reader/matrix.ts'
import { articleAt, newReader } from '../reader/reader.ts'

const LONG_WORD = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(3)
const WIDE = `${LONG_WORD}\n\nhttps://example.org/${'very-long-path/'.repeat(12)}\n\n\`\`\`\n${'code '.repeat(60)}\n\`\`\`\n\n| ${'head | '.repeat(9)}\n| ${'--- | '.repeat(9)}\n| ${'cell that is long | '.repeat(9)}`
const DEPTH = 8

let slug: string
let deepest: string

beforeAll(async () => {
  slug = await publish({
    title: `A title with ${LONG_WORD.slice(0, 150)}`,
    standfirst: LONG_WORD,
    body: WIDE,
    tags: [LONG_WORD.slice(0, 40).toLowerCase()],
    // The image fails to load, because no request leaves the machine. The page must still reserve its space.
    image: { url: 'https://pictures.invalid/one.jpg', alt: 'A picture' },
  })
  let parent: string | undefined
  for (let depth = 0; depth < DEPTH; depth++) parent = (await post(slug, `${depth}. ${WIDE}`, parent)).comment.id
  deepest = parent ?? ''
  await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(DEPTH))
})

const addresses = () => [
  '/',
  articleAt(slug),
  `${articleAt(slug)}?reply=${deepest}`,
  `${articleAt(slug)}/comments/${deepest}`,
  `${articleAt(slug)}/comments/${deepest}/report`,
  `/search?q=${LONG_WORD}`,
  '/nowhere',
]

/** Elements wider than the window. */
const overhang = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const out = [...document.querySelectorAll('body *')].filter((one) => {
      const { left, right } = one.getBoundingClientRect()
      return right > clientWidth + 1 || left < -1
    })
    return [`${scrollWidth} px of ${clientWidth}`, ...out.slice(0, 5).map((one) => `${one.localName}.${one.className}`)]
  })

test('a table’s columns are set as the article says, whichever way it is read', async () => {
  const { page } = await newReader(PLAIN)
  const body = '| a | b | c |\n|:-:|--:|---|\n| 1 | 2 | 3 |'
  for (const lang of ['en', 'ar']) {
    await page.goto(articleAt(await publish({ body, lang })))
    const cells = await page.locator('.body td').evaluateAll((all) => all.map((one) => getComputedStyle(one).textAlign))
    expect(cells).toEqual(['center', 'end', 'start'])
  }
})

describe.each(MATRIX.filter(({ viewport }) => viewport.width === 360))('$lang, scripts $scripts', (setting) => {
  test('nothing is wider than 320 px, nor than that in letters of double size', async () => {
    const { page } = await newReader(setting, { viewport: { width: 320, height: 640 } })
    const found: string[] = []
    for (const address of addresses()) {
      await page.goto(address)
      found.push(...(await overhang(page)).map((one) => `${address}: ${one}`))
      await page.setViewportSize({ width: 640, height: 640 })
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      const large = [...(await overhang(page)), ...(await clipped(page))]
      found.push(...large.map((one) => `${address} in large letters: ${one}`))
      await page.setViewportSize({ width: 320, height: 640 })
    }
    expect(found).toEqual([])
  })
})

/** Texts that are partly clipped. */
const clipped = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main *:not(input), header *:not(input), footer *')]
      .filter((one) => {
        const { overflowX, overflowY } = getComputedStyle(one)
        const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip'
        const isUnseen = one.clientWidth <= 1
        const isWide = hides(overflowX) && one.scrollWidth > one.clientWidth + 1
        const isHigh = hides(overflowY) && one.scrollHeight > one.clientHeight + 1
        return !isUnseen && (isWide || isHigh)
      })
      .map((one) => `${one.localName}.${one.className}`),
  )

describe.each(MATRIX.filter(({ scripts }) => scripts))('$name', (setting) => {
  test('nothing moves while an article is loaded, brought to life and read', async () => {
    const { page, form, sees } = await newReader(setting)
    await page.addInitScript(() => {
      window.shifts = []
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          window.shifts?.push(entry.value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await page.goto(articleAt(slug))
    await sees(form())
    await page.locator('[aria-pressed]').first().waitFor()
    await form().scrollIntoViewIfNeeded()
    await eventually(async () => expect(await page.evaluate(() => document.readyState)).toBe('complete'))
    // The browser delivers entries after the frame in which the shift occurred.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await page.evaluate(() => window.shifts)).toEqual([])
  })
})

declare global {
  interface Window {
    shifts?: number[]
  }
}

describe('as a reader has set it', () => {
  test('there is no motion for those who want none, and none that lasts for others', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const reader = await newReader(PLAIN, { reducedMotion })
      const own = await publish()
      await reader.openArticle(own)
      await reader.post('Still.', 'Grace')
      expect(await reader.page.evaluate(() => document.getAnimations().length)).toBe(0)
      if (reducedMotion === 'reduce')
        expect(
          await reader.page.evaluate(
            () =>
              [...document.querySelectorAll('*')].filter((one) => {
                const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(one)
                return transitionDuration !== '0s' || animationDuration !== '0s' || scrollBehavior === 'smooth'
              }).length,
          ),
        ).toBe(0)
    }
  })

  test('with colours of the reader’s own, controls have edges, the focus a mark, and a vote is seen', async () => {
    const reader = await newReader(PLAIN, { forcedColors: 'active' })
    const { messages, page } = reader
    const own = await publish()
    await post(own, 'Plain to see.')
    await reader.openArticle(own)
    const up = reader.button(messages.voteUp)
    const down = reader.button(messages.voteDown)
    await up.click()
    await reader.hears(messages.voteCounted)
    const look = (one: Element) => {
      const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor, color } = getComputedStyle(one)
      return { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor, color }
    }
    for (const control of [up, down, reader.button(messages.post), reader.field('comment'), reader.field('name')])
      expect(await control.evaluate(look)).toMatchObject({ borderTopStyle: 'solid' })
    await reader.field('name').focus()
    expect(await reader.field('name').evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid')
    // The focus is elsewhere, so that only the vote makes a difference.
    expect(await up.evaluate(look)).not.toEqual(await down.evaluate(look))
    expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true)
  })

  test('a page is printed without forms and choices', async () => {
    const { page, form, seesNo } = await newReader(PLAIN)
    await page.goto(articleAt(slug))
    await page.emulateMedia({ media: 'print' })
    await seesNo(form())
    await seesNo(page.getByRole('navigation').first())
  })

  test('a page is printed with the times of comments, not with their ages', async () => {
    const { page, sees } = await newReader(PLAIN)
    const host = await putPage(
      `/print-${slug}.html`,
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script><understory-comments article="${slug}"></understory-comments></html>`,
    )
    for (const address of [articleAt(slug), host]) {
      await page.emulateMedia({ media: 'screen' })
      await page.goto(address)
      const time = page.locator('.when time[title]').first()
      await sees(time)
      expect(await time.textContent()).toMatch(/now|ago/)
      await page.emulateMedia({ media: 'print' })
      const printed = await time.evaluate((one) => ({
        title: one.getAttribute('title'),
        age: getComputedStyle(one).fontSize,
        text: getComputedStyle(one, '::after').content,
        size: Number.parseFloat(getComputedStyle(one, '::after').fontSize),
      }))
      expect(printed).toMatchObject({ age: '0px', text: JSON.stringify(printed.title) })
      expect(printed.title).toMatch(/^\d+ \w+ \d{4} at \d\d:\d\d$/)
      expect(printed.size).toBeGreaterThan(10)
    }
  })

  test('no request goes to a third party but for pictures that articles show', async () => {
    const { page } = await newReader(PLAIN)
    const others: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(baseUrl()).origin) others.push(request.url())
    })
    await page.goto(articleAt(slug))
    await page.locator('[aria-pressed]').first().waitFor()
    expect(others).toEqual(['https://pictures.invalid/one.jpg'])
  })
})
