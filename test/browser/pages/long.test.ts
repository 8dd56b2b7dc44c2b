/**
 * A conversation with 5,000 comments opens without long tasks, and its page stays small.
 */
import { beforeAll, expect, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { commentsPath, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { PLAIN } from '../reader/matrix.ts'
import { articleAt, newReader } from '../reader/reader.ts'

const COUNT = 5000
const PAGES = 20
/** The most threads that a page keeps. */
const KEPT = 100
/** Number of loads. Other programs on the machine make tasks longer, never shorter. */
const LOADS = 3

let slug: string

beforeAll(async () => {
  slug = await publish()
  const roots: string[] = []
  await each([...Array(COUNT / 2).keys()], async (number) => {
    roots.push((await post(slug, `Letter ${number}: the *tide* was late, and so were we.`)).comment.id)
  })
  // Half of the comments are replies, so that threads have previews and links to more replies.
  await each([...Array(COUNT / 2).keys()], (number) => post(slug, `Answer ${number}.`, roots[number % (COUNT / 10)]))
  await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(COUNT), 120)
}, 240_000)

declare global {
  interface Window {
    longTasks?: { start: number; duration: number }[]
  }
}

test('it opens without a task of more than 50 ms once it has been parsed: not while its script begins, nor afterwards', async () => {
  const longest: number[] = []
  for (let load = 0; load < LOADS && (longest.at(-1) ?? 1) > 0; load++) {
    const { page, form, sees } = await newReader(PLAIN)
    await page.addInitScript(() => {
      window.longTasks = []
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) window.longTasks?.push({ start: startTime, duration })
      }).observe({ type: 'longtask', buffered: true })
    })
    await page.goto(articleAt(slug), { waitUntil: 'load' })
    await sees(form())
    await page.locator('[aria-pressed]').first().waitFor()
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)))
    const tasks = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      // Deferred scripts, including our module, run when the parser stops (HTML standard, “the end”, step 5).
      const parsed = navigation?.domInteractive ?? 0
      return window.longTasks?.filter(({ start, duration }) => start + duration > parsed) ?? []
    })
    longest.push(Math.max(0, ...tasks.map(({ duration }) => duration)))
  }
  // The browser reports only tasks of more than 50 ms.
  expect(Math.min(...longest)).toBe(0)
})

test('twenty pages on, neither the page nor its memory has grown', async () => {
  const { page, comments, link, messages } = await newReader(PLAIN)
  await page.goto(articleAt(slug))
  const session = await page.context().newCDPSession(page)
  const measured = async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes } = await session.send('Memory.getDOMCounters')
    return { heap: usedSize, nodes, elements: await page.evaluate(() => document.querySelectorAll('*').length) }
  }
  const sizes: Awaited<ReturnType<typeof measured>>[] = []
  for (let read = 1; read <= PAGES; read++) {
    const last = await comments().last().getAttribute('id')
    await link(messages.moreComments).click()
    await page.waitForFunction((id) => [...document.querySelectorAll('.threads article')].at(-1)?.id !== id, last)
    if (read === 5 || read === PAGES) sizes.push(await measured())
  }
  expect(await page.locator('.threads > li').count()).toBe(KEPT)
  const [early, late] = sizes
  if (!early || !late) throw new Error('Nothing was measured.')
  // Threads show different numbers of replies.
  expect(late.elements).toBeLessThan(early.elements * 1.2)
  expect(late.nodes).toBeLessThan(early.nodes * 1.2)
  expect(late.heap).toBeLessThan(early.heap * 1.3)
  // The page links back to the first comments.
  await link(messages.firstComments).first().click()
  await eventually(async () => expect(await page.locator('.threads > li').count()).toBe(25))
})
