/**
 * The corpus in forms that the browser sends. A refused value comes back in its field. An accepted comment is shown to
 * its author and edited there.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { publish } from '../../kit/http/fixtures.ts'
import { articleAt } from '../reader/reader.ts'
import { auditFrames } from './audit.ts'
import { CORPUS } from './corpus.ts'
import { inShares, openFrames, submitInFrames, TOGETHER } from './frames.ts'
import type { Payload } from './payload.ts'
import { type Watched, watched } from './watching.ts'

let reader: Watched

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
})
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

/** The value that a browser sends from a single-line field. */
const inLine = (text: string): string => text.replace(/[\r\n]/g, '')

/** Gives each tab its own article. Each tab takes one share of the corpus at a time. */
async function inTabs(
  work: (tab: Page, address: string, shares: Iterable<readonly Payload[]>) => Promise<void>,
): Promise<void> {
  const shares = inShares(CORPUS).values()
  await Promise.all(
    reader.tabs.map(async (tab) => work(tab, articleAt(await publish({ title: 'To be answered' })), shares)),
  )
}

/** The reports of the browser, and the faults in frames. */
async function worstOf(tab: Page, share: readonly Payload[], where: string): Promise<string[]> {
  const faults = await auditFrames(tab)
  expect(faults.length).toBeGreaterThanOrEqual(share.length)
  const found = share.flatMap(({ number }, index) => faults[index]?.map((what) => `${number} ${where}: ${what}`) ?? [])
  return [...(await reader.seen()), ...found]
}

test('none runs in a form that comes back to be mended, where it stands as it was typed', async () => {
  await inTabs(async (tab, address, shares) => {
    await openFrames(
      tab,
      Array.from({ length: TOGETHER }, () => address),
    )
    for (const share of shares) {
      // Sends the form that came back the last time.
      await submitInFrames(
        tab,
        /\/comments(\?|$)/,
        share.map(({ text }) => ({ name: text, email: text, url: `javascript:${text}`, text })),
      )
      expect(await worstOf(tab, share, 'in faults')).toEqual([])
      const names = await tab.evaluate(() =>
        [...document.querySelectorAll('iframe')].map(
          (frame) => frame.contentDocument?.querySelector<HTMLInputElement>('[name="name"]')?.value,
        ),
      )
      // Browsers do not send U+0000 and normalize line ends.
      for (const [index, { text }] of share.entries())
        expect(names[index]?.trim()).toBe(inLine(text).replaceAll('\0', '\ufffd').trim())
    }
  })
})

/**
 * The first attempt has the payload in every field. A refused comment is sent again without the address, and then with
 * a plain name.
 */
const ATTEMPTS: readonly ((text: string) => Record<string, string>)[] = [
  (text) => ({ name: text, url: `https://example.org/?${text}`, text }),
  (text) => ({ name: text, url: '', text }),
  (text) => ({ name: 'Ada', url: '', text }),
]

test('none runs on the page that shows an author their comment, nor when it is edited there', async () => {
  let edited = 0
  await inTabs(async (tab, address, shares) => {
    /** Whether a frame shows the author's page, which has no form for a new comment. */
    let own: (boolean | undefined)[] = []
    for (const share of shares) {
      await openFrames(
        tab,
        share.map((_, index) => (own[index] === false ? undefined : address)),
      )
      own = []
      for (const attempt of ATTEMPTS) {
        const values = share.map(({ text }, index) => (own[index] ? undefined : attempt(text)))
        if (!values.some(Boolean)) break
        await submitInFrames(tab, /\/comments(\?|$)/, values)
        expect(await worstOf(tab, share, 'posted')).toEqual([])
        own = await tab.evaluate(() =>
          [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument?.URL.includes('/own')),
        )
      }
      edited += own.filter(Boolean).length
      const changes = share.map(({ text }, index) => (own[index] ? { text: `${text}\n\n${text}` } : undefined))
      await submitInFrames(tab, /\/edit(\?|$)/, changes)
      expect(await worstOf(tab, share, 'edited')).toEqual([])
    }
  })
  console.info(`Accepted in forms: ${edited} of ${CORPUS.length}`)
  expect(edited).toBeGreaterThan(320)
})
