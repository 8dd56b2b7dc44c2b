/**
 * A browser that reports the effects of the corpus: calls that ran, fetches, dialogs, new windows, and violations of
 * the policy.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { baseUrl } from '../../kit/http/target.ts'
import { browser } from '../reader/browser.ts'
import { auditFrames, auditOf } from './audit.ts'
import { FRAMES, FRAMES_PAGE, holdsFrames, inShares, openFrames } from './frames.ts'
import { CALL, LURE_HOST } from './payload.ts'
import { startReporting } from './reporting.ts'

export type Watched = {
  context: BrowserContext
  page: Page
  /** `page` and other tabs, for many addresses in any order. */
  tabs: readonly Page[]
  /** The reports since the last call. */
  seen: () => Promise<string[]>
  close: () => Promise<void>
}

declare global {
  interface Window {
    /** Added to each page by `watched`. */
    refusedByPolicy?: (what: string) => void
  }
}

type Options = {
  /**
   * With `reported`, the policy only reports violations. A payload that the policy would block then runs and is
   * reported twice. This tests the escaping alone, without the protection of the policy.
   */
  policy: 'kept' | 'reported'
  /** The number of tabs. */
  tabs?: number
  /** Answers every request, in place of our own site. */
  serve?: (path: string) => string
}

/** The origin of pages from `serve`. */
const UNSAFE = 'http://unsafe.test'

/** Four tabs keep two cores busy. */
const TABS = 4

export async function watched({ policy, tabs: wanted = TABS, serve }: Options): Promise<Watched> {
  const reporting = policy === 'reported' ? await startReporting(baseUrl()) : undefined
  const baseURL = serve ? UNSAFE : (reporting?.url ?? baseUrl())
  const context = await (await browser()).newContext({ baseURL, viewport: { width: 1000, height: 800 } })
  context.setDefaultTimeout(20_000)
  const sightings: string[] = []
  const see = (what: string) => {
    // Browsers request an icon for documents that name none. Feeds must not fetch anything, so this request is not
    // reported.
    if (!what.includes('/favicon.ico')) sightings.push(what)
  }
  await context.exposeBinding(CALL, (_, number: unknown) => see(`payload ${String(number)} ran`))
  await context.exposeBinding('refusedByPolicy', (_, what: unknown) => see(String(what)))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      window.refusedByPolicy?.(`the policy refused ${violatedDirective} ${blockedURI} ${sample}`),
    )
  })
  // Interception takes time and disables the browser's cache, so requests to a real site are not intercepted.
  if (serve)
    await context.route('**/*', (route) => {
      if (route.request().resourceType() !== 'document') return route.abort()
      const { pathname } = new URL(route.request().url())
      const body = pathname === FRAMES ? FRAMES_PAGE : serve(pathname)
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
    })
  context.on('request', (request) => {
    if (URL.parse(request.url())?.hostname === LURE_HOST) see(`${request.resourceType()} fetched ${request.url()}`)
  })
  const tabs = await Promise.all(Array.from({ length: wanted }, () => context.newPage()))
  const [page] = tabs
  if (!page) throw new Error('There is no tab.')
  context.on('page', (opened) => see(`a window opened: ${opened.url()}`))
  for (const tab of tabs) {
    tab.on('dialog', (dialog) => {
      see(`a dialog opened: ${dialog.message()}`)
      void dialog.dismiss()
    })
    tab.on('frameattached', (frame) => {
      const parent = frame.parentFrame()
      if (parent !== tab.mainFrame() || !holdsFrames(tab)) see(`a frame was attached to ${parent?.url()}`)
    })
    tab.on('download', (download) => see(`a download began: ${download.url()}`))
    tab.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) see(message.text())
    })
  }
  return {
    context,
    page,
    tabs,
    seen: async () => {
      // Reports that a page sent before this call arrive before its answer.
      await Promise.all(tabs.map((tab) => tab.evaluate(() => undefined).catch(() => undefined)))
      return sightings.splice(0)
    },
    close: async () => {
      await context.close()
      await reporting?.stop()
    },
  }
}

/** The most lines in a failure message. */
const ENOUGH = 12

/**
 * Opens each address in a tab, several at once.
 * @returns the reports and the faults of the audit
 */
export const visit = (reader: Watched, addresses: readonly string[]): Promise<string[]> =>
  visitEach(
    reader,
    addresses.map((address) => [address]),
    async (tab, [address = '']) => {
      await tab.goto(address, { waitUntil: 'load' })
      return [await auditOf(tab)]
    },
  )

/** The most pages of a list or a feed that are opened. */
export const MOST_PAGES = 20

/** Visits a page and its successors by `rel="next"`. */
export async function visitPages(reader: Watched, first: string): Promise<string[]> {
  const found: string[] = []
  let next: string | null = first
  for (let page = 0; next !== null && page < MOST_PAGES; page++) {
    found.push(...(await visit(reader, [next])))
    next = await reader.page.evaluate(() => document.querySelector('a[rel="next"]')?.getAttribute('href') ?? null)
  }
  return found
}

/**
 * Visits addresses in frames, which is faster for hundreds of pages.
 * @param look additional checks of each share
 */
export const visitInFrames = (
  reader: Watched,
  addresses: readonly string[],
  look?: (tab: Page, share: readonly string[]) => Promise<void>,
): Promise<string[]> =>
  visitEach(reader, inShares(addresses), async (tab, share) => {
    await openFrames(tab, share)
    const faults = await auditFrames(tab)
    await look?.(tab, share)
    return faults
  })

async function visitEach(
  reader: Watched,
  shares: readonly string[][],
  open: (tab: Page, share: string[]) => Promise<string[][]>,
): Promise<string[]> {
  const found: string[] = []
  const queue = shares.values()
  await Promise.all(
    reader.tabs.map(async (tab) => {
      for (const share of queue) {
        if (found.length >= ENOUGH) return
        const faults = await open(tab, share)
        for (const [index, address] of share.entries())
          found.push(...(faults[index] ?? ['it was not audited']).map((what) => `${address}: ${what}`))
      }
    }),
  )
  // Reports of the browser name their payload.
  return [...(await reader.seen()), ...found].slice(0, ENOUGH)
}

/** The reports and the faults of the page that is open. */
export async function worst(reader: Watched, where: string, tab = reader.page): Promise<string[]> {
  const faults = await auditOf(tab)
  return [...(await reader.seen()), ...faults].slice(0, ENOUGH).map((what) => `${where}: ${what}`)
}
