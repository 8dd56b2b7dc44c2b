/**
 * Ages and remaining times on devices whose clock is wrong or changes while the page is open.
 */
import { describe, expect, test } from '@jest/globals'
import { eventually, post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { putPage } from '../reader/host.ts'
import { PLAIN } from '../reader/matrix.ts'
import { newReader, type Reader } from '../reader/reader.ts'

const HOUR = 3_600_000
/** The age of a comment from the last two minutes. */
const YOUNG = /^(now|[12] minutes? ago)$/
/** The remaining time of the 15 minutes in which a comment may be edited. */
const LEFT = /^Time left to edit: 1[345] minutes$/

declare global {
  interface Window {
    /** Sets the device's clock. @param by milliseconds ahead of the correct time */
    setClock?: (by: number) => void
  }
}

/** Sets the clock of the reader's device. It can also change while a page is open. */
async function withClock(reader: Reader, by: number): Promise<void> {
  await reader.page.addInitScript((first) => {
    const Native = Date
    let ahead = first
    window.setClock = (next) => {
      ahead = next
    }
    Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + first })
    globalThis.Date = class extends Native {
      constructor(...given: unknown[]) {
        // With arguments, Date is unchanged.
        super(...((given.length > 0 ? given : [Native.now() + ahead]) as [number]))
      }
      static override now = () => Native.now() + ahead
    } as DateConstructor
  }, by)
}

const ageOf = (reader: Reader, text: string) => reader.comment(text).locator('.when').textContent()

async function expectRightTimes(reader: Reader): Promise<void> {
  expect(await ageOf(reader, 'Theirs.')).toMatch(YOUNG)
  expect(await ageOf(reader, 'Mine.')).toMatch(YOUNG)
  expect(await reader.comment('Mine.').locator('.own .hint').textContent()).toMatch(LEFT)
}

const PLACES: [string, (slug: string) => Promise<string>][] = [
  ['on our page', async (slug) => `/articles/${slug}`],
  [
    'in the widget',
    (slug) =>
      putPage(
        `/clock-${slug}.html`,
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script><h1>Elsewhere</h1><understory-comments article="${slug}"></understory-comments></html>`,
      ),
  ],
]

describe.each(PLACES)('%s', (_, place) => {
  test.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('a device whose clock is %s shows the right ages, and Edit for the right time', async (_name, by) => {
    const slug = await publish()
    await post(slug, 'Theirs.')
    const reader = await newReader(PLAIN)
    await withClock(reader, by)
    await reader.page.goto(await place(slug))
    await reader.sees(reader.comment('Theirs.'))
    await eventually(async () => expect(await ageOf(reader, 'Theirs.')).toMatch(YOUNG))
    await reader.post('Mine.', 'Grace')
    await reader.sees(reader.button(reader.messages.edit))
    await expectRightTimes(reader)
    // The stored clock difference also applies to the next visit.
    await reader.page.reload()
    await reader.sees(reader.button(reader.messages.edit))
    await eventually(() => expectRightTimes(reader))
    // The clock is corrected while the page is open.
    await reader.page.evaluate(() => window.setClock?.(0))
    await reader.page.waitForTimeout(2500)
    await reader.sees(reader.button(reader.messages.edit))
    await expectRightTimes(reader)
  })
})

test('a page that an edge kept for a while is corrected by the first answer that is not', async () => {
  const slug = await publish()
  await post(slug, 'Theirs.')
  const reader = await newReader(PLAIN)
  const { page } = reader
  await page.route(`**/articles/${slug}`, async (route) => {
    const response = await route.fetch()
    const kept = Date.now() - 5 * HOUR
    const timing = `now;dur=${kept}, live;desc="${Math.floor(kept / 10_000) - 1}"`
    await route.fulfill({ response, headers: { ...response.headers(), 'server-timing': timing } })
  })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await reader.openArticle(slug)
  await reader.post('Mine.', 'Grace')
  await reader.sees(reader.button(reader.messages.edit))
  expect(await reader.comment('Mine.').locator('.own .hint').textContent()).toMatch(LEFT)
  // One request has the changes of these five hours.
  await eventually(async () => expect(asked.filter((path) => path.includes('/changes/')).length).toBeGreaterThan(0))
  expect(asked.some((path) => path.endsWith('/conversation'))).toBe(false)
})
