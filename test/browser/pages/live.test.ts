/**
 * Changes by others while the page is open. The test moves the page's clock forward and does not wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { commentsPath, decide, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { newReader, type Reader } from '../reader/reader.ts'

/** Slightly more than the pause between two requests to the feed. */
const PAUSE = 11_000

async function watcher(setting: (typeof SCRIPTED)[number], slug: string, query = ''): Promise<Reader> {
  const reader = await newReader(setting)
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
    // A bucket ends after ten real seconds. Without this, the page's clock would pass the edit window meanwhile.
    await sleep(400)
    await look()
  })

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

  test('after a long sleep the conversation is read again', async () => {
    const slug = await publish()
    await post(slug, 'Before the night.')
    const reader = await watcher(PLAIN, slug)
    for (const text of ['At one.', 'At two.']) await post(slug, text)
    const news = reader.button(reader.plural(reader.messages.newComments, 2))
    const pieces: string[] = []
    reader.page.on('request', (request) => pieces.push(new URL(request.url()).pathname))
    await inTime(reader, async () => expect(await news.count()).toBe(1), 8 * 60 * 60 * 1000)
    expect(pieces.some((path) => path.endsWith('/conversation'))).toBe(true)
    await news.click()
    for (const text of ['Before the night.', 'At one.', 'At two.']) await reader.sees(reader.comment(text))
    expect(await reader.comments().count()).toBe(3)
  })

  test('a feed that no longer goes back that far is as good as a long sleep', async () => {
    const slug = await publish()
    await post(slug, 'Before the night.')
    const reader = await watcher(PLAIN, slug)
    let gone = 0
    await reader.page.route('**/changes/*', (route) => {
      gone++
      return gone === 1
        ? route.fulfill({ status: 410, json: { type: 'urn:understory:problem:gone' } })
        : route.continue()
    })
    await post(slug, 'At one.')
    const news = reader.button(reader.plural(reader.messages.newComments, 1))
    await inTime(reader, async () => expect(await news.count()).toBe(1))
    await news.click()
    await reader.sees(reader.comment('At one.'))
    expect(gone).toBeGreaterThan(0)
  })

  test('a feed that fails is asked again, and what happened meanwhile is not lost', async () => {
    const slug = await publish()
    await post(slug, 'Before.')
    const reader = await watcher(PLAIN, slug)
    let failures = 0
    await reader.page.route('**/changes/*', (route) => {
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

  /** Moves the clock forward by eight hours, and then by one more pause. */
  async function asleep(reader: Reader): Promise<void> {
    for (const pause of [8 * 60 * 60 * 1000, PAUSE]) {
      const asked = reader.page.waitForResponse((response) => response.url().includes('/changes/'))
      await reader.page.clock.fastForward(pause)
      await asked
    }
  }

  test.each([
    ['the oldest first', () => '?sort=oldest'],
    ['the best first', () => '?sort=top'],
    ['one thread', () => `/comments/${root}`],
  ])('%s: after a long sleep, what was merely not on the page is not called new', async (_, query) => {
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
