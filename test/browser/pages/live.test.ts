/**
 * Changes by others while the page is open. The test moves the page's clock forward and does not wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { BrowserContextOptions } from 'playwright-core'
import { commentsPath, decide, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { newReader, type Reader } from '../reader/reader.ts'

/** Slightly more than the pause between two requests to the feed while there is news. */
const PAUSE = 12_000
const MINUTE = 60_000
const NIGHT = 8 * 60 * MINUTE
const FEED = '**/changes/**'

async function watcher(
  setting: (typeof SCRIPTED)[number],
  slug: string,
  query = '',
  more: BrowserContextOptions = {},
): Promise<Reader> {
  const reader = await newReader(setting, more)
  // Playwright's clock removes the navigation entry, which has the time from which the page follows the feed.
  await reader.page.addInitScript(() => {
    const native = performance
    Object.assign(globalThis, { entriesOf: (type: string) => native.getEntriesByType(type) })
  })
  await reader.page.clock.install()
  await reader.page.addInitScript('performance.getEntriesByType = globalThis.entriesOf')
  await reader.openArticle(slug, query)
  await reader.sees(reader.field('comment'))
  return reader
}

/** Repeats a check while the page's clock moves forward. */
const inTime = (reader: Reader, look: () => Promise<void>, pause = PAUSE) =>
  eventually(async () => {
    await reader.page.clock.fastForward(pause)
    // The projector works in real time. Without this, the page's clock would pass the edit window meanwhile.
    await sleep(400)
    await look()
  })

/** The times of the page's requests to the feed, by its clock. */
async function requestsOf(reader: Reader): Promise<() => Promise<number[]>> {
  await reader.page.evaluate(() => {
    const native = fetch
    const times: number[] = []
    Object.assign(globalThis, {
      feedTimes: times,
      fetch: (...given: Parameters<typeof fetch>) => {
        if (String(given[0]).includes('/changes/')) times.push(performance.now())
        return native(...given)
      },
    })
  })
  return () => reader.page.evaluate('feedTimes')
}

/** Moves the page's clock forward in small steps, so that each answer comes before the next timer. */
async function pass(reader: Reader, milliseconds: number, step = 5000): Promise<void> {
  for (let left = milliseconds; left > 0; left -= step) {
    await reader.page.clock.runFor(step)
    await sleep(20)
  }
}

const setHidden = (reader: Reader, isHidden: boolean) =>
  reader.page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, isHidden)

let moves = 0
const movePointer = (reader: Reader) => reader.page.mouse.move(10 + (moves++ % 50), 10)

describe.each(SCRIPTED)('$name', (setting) => {
  test('new comments wait behind a button, and appear where the reader asks for them', async () => {
    const slug = await publish()
    await post(slug, 'First of all.')
    const reader = await watcher(setting, slug)
    const { messages, plural } = reader
    const writer = await newReader(setting)
    await writer.openArticle(slug)
    await writer.post('Second thoughts.', 'Grace')
    const news = reader.button(plural(messages.newComments, 1))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await reader.hears(plural(messages.newComments, 1))
    expect(await reader.comment('Second thoughts.').count()).toBe(0)
    await news.click()
    await reader.sees(reader.comment('Second thoughts.'))
    await reader.hasFocus(reader.comment('Second thoughts.'))
    await reader.seesNo(news)
    await inTime(reader, async () => expect(await reader.heading(plural(messages.commentCount, 2)).count()).toBe(1))
  })

  test('edits, votes, replies and removals reach the page', async () => {
    const slug = await publish()
    await post(slug, 'A steady one.')
    const writer = await newReader(setting)
    const { messages, plural } = writer
    await writer.openArticle(slug)
    await writer.post('Teh tide.', 'Grace')
    const reader = await watcher(setting, slug)
    await reader.sees(reader.comment('Teh tide.'))

    await writer.button(messages.edit).click()
    await writer.page.getByRole('textbox', { name: messages.yourComment }).fill('The tide.')
    await writer.button(messages.save).click()
    await writer.hears(messages.ownSaved)
    await writer.button(messages.voteUp, writer.comment('A steady one.')).click()
    await writer.hears(messages.voteCounted)
    await inTime(reader, async () => {
      expect(await reader.comment('The tide.').count()).toBe(1)
      expect(await reader.comment('A steady one.').getByText(plural(messages.score, 1)).count()).toBe(1)
    })

    await writer.button(messages.delete).click()
    await writer.button(messages.deleteForGood).click()
    await inTime(reader, async () => expect(await reader.comment('The tide.').count()).toBe(0))
    await reader.reads(messages.removed)
  })
})

describe('on a desk, in English', () => {
  test('a reply to what is shown is news; what the reader writes meanwhile is not disturbed', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'A question.')
    const reader = await watcher(PLAIN, slug)
    const { messages, plural } = reader
    await reader.fill({ text: 'Half a thou' })
    await post(slug, 'An answer.', comment.id)
    const news = reader.button(plural(messages.newComments, 1))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await reader.hasFocus(reader.field('comment'))
    await news.click()
    await reader.sees(reader.thread('A question.').getByText('An answer.'))
    expect(await reader.field('comment').inputValue()).toBe('Half a thou')
  })

  test('in real time, without a clock put forward', async () => {
    const slug = await publish()
    await post(slug, 'A question.')
    const reader = await newReader(PLAIN)
    await reader.openArticle(slug)
    await post(slug, 'Another.')
    const news = reader.button(reader.plural(reader.messages.newComments, 1))
    await news.waitFor({ timeout: 30_000 })
  })

  test('a quiet page asks at most four times in its first minute, and later once in two minutes', async () => {
    const reader = await watcher(PLAIN, await publish())
    const requests = await requestsOf(reader)
    await pass(reader, MINUTE)
    const first = (await requests()).length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(4)
    for (let minute = 1; minute < 5; minute++) {
      await movePointer(reader)
      await pass(reader, MINUTE)
    }
    const before = (await requests()).length
    for (let minute = 5; minute < 11; minute++) {
      await movePointer(reader)
      await pass(reader, MINUTE)
    }
    const later = (await requests()).slice(before)
    expect(later.length).toBeGreaterThanOrEqual(2)
    expect(later.length).toBeLessThanOrEqual(3)
  })

  test('a hidden page asks nothing; when it is seen again, it asks once and misses nothing', async () => {
    const slug = await publish()
    const reader = await watcher(PLAIN, slug)
    const requests = await requestsOf(reader)
    await setHidden(reader, true)
    await pass(reader, 5 * MINUTE, MINUTE)
    await movePointer(reader)
    await reader.page.clock.fastForward(NIGHT)
    expect(await requests()).toEqual([])
    await post(slug, 'In the dark.')
    await setHidden(reader, false)
    await eventually(async () => expect(await requests()).toHaveLength(1))
    const news = reader.button(plural1(reader))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
  })

  test.each<[string, (reader: Reader) => Promise<unknown>]>([
    ['pointer', movePointer],
    ['key', ({ page }) => page.keyboard.press('Shift')],
    ['touch', ({ page }) => page.touchscreen.tap(2, 2)],
    ['scroll', ({ page }) => page.evaluate(() => scrollBy({ top: 40, behavior: 'instant' }))],
    ['focus', (reader) => reader.field('comment').evaluate((field) => field.focus())],
  ])('an abandoned page asks nothing after ten minutes, until there is a sign of life: %s', async (_, giveSign) => {
    const slug = await publish()
    const reader = await watcher(PLAIN, slug, '', { hasTouch: true, viewport: { width: 600, height: 300 } })
    const requests = await requestsOf(reader)
    await pass(reader, 13 * MINUTE, 10_000)
    const asked = (await requests()).length
    expect(asked).toBeGreaterThan(3)
    expect(asked).toBeLessThan(10)
    await reader.page.clock.fastForward(NIGHT)
    await post(slug, 'While you were out.')
    expect(await requests()).toHaveLength(asked)
    await giveSign(reader)
    await eventually(async () => expect((await requests()).length).toBe(asked + 1))
    const news = reader.button(plural1(reader))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
  })

  test('a page with news asks every ten seconds, and falls back by steps when there is none', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'Voted on all the time.')
    const reader = await watcher(PLAIN, slug)
    const requests = await requestsOf(reader)
    let score = 0
    const isBusy = () => score < 7
    await reader.page.route(FEED, (route) => {
      const items = isBusy() ? [{ id: comment.id, kind: 'score', comment: { ...comment, score: ++score } }] : []
      return route.fulfill({ json: { items, next: Math.floor(Date.now() / 10_000) - 1 } })
    })
    await pass(reader, 4 * MINUTE, 1000)
    const times = await requests()
    const pauses = times.map((time, place) => time - (times[place - 1] ?? 0)).slice(1)
    const busy = pauses.slice(0, 7)
    // The answer takes some of the steps in which the page's clock moves.
    for (const pause of busy) expect(pause).toBeLessThan(15_000)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10_000)
    const quiet = pauses.slice(7)
    expect(quiet.length).toBeGreaterThanOrEqual(2)
    for (const [place, pause] of quiet.entries()) expect(pause).toBeGreaterThanOrEqual(20_000 * 2 ** place)
  })

  test('after a long sleep, the feed has what happened, and the conversation is not read again', async () => {
    const slug = await publish()
    await post(slug, 'Before the night.')
    const reader = await watcher(PLAIN, slug)
    for (const text of ['At one.', 'At two.']) await post(slug, text)
    const news = reader.button(reader.plural(reader.messages.newComments, 2))
    const pieces: string[] = []
    reader.page.on('request', (request) => pieces.push(new URL(request.url()).pathname))
    await reader.page.clock.fastForward(NIGHT)
    await movePointer(reader)
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await news.click()
    for (const text of ['Before the night.', 'At one.', 'At two.']) await reader.sees(reader.comment(text))
    expect(await reader.comments().count()).toBe(3)
    expect(pieces.filter((path) => path.endsWith('/conversation'))).toEqual([])
  })

  test.each([
    ['no longer goes back that far', { status: 410, json: { type: 'urn:problem-type:understory:changes-gone' } }],
    ['has too many changes to list', { status: 200, json: { items: [], next: 1, truncated: true } }],
  ])('when the feed %s, the conversation is read again', async (_, answer) => {
    const slug = await publish()
    await post(slug, 'Before the night.')
    const reader = await watcher(PLAIN, slug)
    const pieces: string[] = []
    reader.page.on('request', (request) => pieces.push(new URL(request.url()).pathname))
    await reader.page.route(FEED, (route) => route.fulfill(answer), { times: 1 })
    await post(slug, 'At one.')
    const news = reader.button(reader.plural(reader.messages.newComments, 1))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    expect(pieces.some((path) => path.endsWith('/conversation'))).toBe(true)
    await news.click()
    await reader.sees(reader.comment('At one.'))
  })

  test('a feed that fails is asked again, and what happened meanwhile is not lost', async () => {
    const slug = await publish()
    await post(slug, 'Before.')
    const reader = await watcher(PLAIN, slug)
    let failures = 0
    await reader.page.route(FEED, (route) => {
      failures++
      return failures < 3 ? route.fulfill({ status: 503, json: {} }) : route.continue()
    })
    await post(slug, 'Meanwhile.')
    const news = reader.button(reader.plural(reader.messages.newComments, 1))
    await inTime(reader, async () => expect(await news.count()).toBe(1), 41_000)
    expect(failures).toBeGreaterThan(2)
  })

  test('one’s own comment is no news, in this window nor in another', async () => {
    const slug = await publish()
    const reader = await watcher(PLAIN, slug)
    const { messages, plural } = reader
    await reader.post('Mine.', 'Grace')
    await post(slug, 'Theirs.')
    await inTime(reader, async () => expect(await reader.button(plural(messages.newComments, 1)).count()).toBe(1))
    await reader.button(plural(messages.newComments, 1)).click()
    await reader.sees(reader.comment('Theirs.'))
    expect(await reader.comment('Mine.').count()).toBe(1)
  })

  test('one’s held comment becomes an ordinary one once it is approved', async () => {
    const slug = await publish({ comments: { policy: 'held' } })
    const reader = await watcher(PLAIN, slug)
    const { messages } = reader
    await reader.post('May I?', 'Grace', messages.ownHeld)
    const id = await reader.page.evaluate(
      (key) => (JSON.parse(localStorage.getItem(key) ?? '[]') as { id: string }[])[0]?.id ?? '',
      `understory:own:${slug}`,
    )
    expect((await decide('approve', slug, [id])).every(({ ok }) => ok)).toBe(true)
    await inTime(reader, async () => expect(await reader.comment('May I?').getByText(messages.ownHeld).count()).toBe(0))
    expect(await reader.comment('May I?').count()).toBe(1)
    await reader.sees(reader.action('reply', 'May I?', 'Grace'))
    await reader.sees(reader.button(messages.edit, reader.comment('May I?')))
    await reader.seesNo(reader.button(plural1(reader)))
  })
})

describe('on pages that don’t show the newest', () => {
  const COUNT = 30
  let slug: string
  let root: string

  beforeAll(async () => {
    slug = await publish()
    for (const number of Array.from({ length: COUNT }, (_, index) => index)) {
      const { comment } = await post(slug, `Letter ${number}.`)
      root ??= comment.id
    }
    await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(COUNT))
    // A page follows the feed from up to 20 seconds before it was loaded. Comments of that age may count as new.
    await sleep(21_000)
  }, 60_000)

  /** The page sleeps for eight hours with too many changes to list. So it reads again, and follows from there. */
  async function asleep(reader: Reader): Promise<void> {
    const truncated = { items: [], next: 1, truncated: true }
    await reader.page.route(FEED, (route) => route.fulfill({ json: truncated }), { times: 1 })
    const asked: number[] = []
    reader.page.on('response', (response) => {
      if (response.url().includes('/changes/since/')) asked.push(Number(response.url().split('/').at(-1)))
    })
    await reader.page.clock.fastForward(NIGHT)
    await movePointer(reader)
    await inTime(reader, async () => expect(asked.length).toBeGreaterThan(1))
    expect(asked.at(-1)).toBeGreaterThan(Date.now() / 10_000 - 12)
  }

  test.each([
    ['the oldest first', () => '?sort=oldest'],
    ['the best first', () => '?sort=top'],
    ['one thread', () => `/comments/${root}`],
  ])('%s: after reading again, what was merely not on the page is not called new', async (_, query) => {
    const reader = await watcher(PLAIN, slug, query())
    await asleep(reader)
    expect(await reader.page.locator('.news button').isVisible()).toBe(false)
    expect(await reader.page.getByText('Letter 29.', { exact: true }).count()).toBe(query() === '?sort=top' ? 1 : 0)
  })

  test('a thread’s own page tells of its replies alone, and not of new threads', async () => {
    const reader = await watcher(PLAIN, slug, `/comments/${root}`)
    await post(slug, 'Another thread.')
    await post(slug, 'A reply to the first.', root)
    const news = reader.button(plural1(reader))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await news.click()
    await reader.sees(reader.comment('A reply to the first.'))
    expect(await reader.comment('Another thread.').count()).toBe(0)
  })

  test('in an order that has no place for new ones, they are shown in the one that has', async () => {
    const reader = await watcher(PLAIN, slug, '?sort=top')
    await post(slug, 'The very newest.')
    const news = reader.button(plural1(reader))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await news.click()
    await reader.hasFocus(reader.comment('The very newest.'))
  })
})

const plural1 = ({ plural, messages }: Reader): string => plural(messages.newComments, 1)
