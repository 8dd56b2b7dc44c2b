/**
 * A browser that is watched: whatever of the corpus runs in it, fetches, asks, opens, or is refused by the policy is told.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { baseUrl } from '../../api/target.ts'
import { browser } from '../browser.ts'
import { auditOf } from './audit.ts'
import { CALL, LURE_HOST } from './payload.ts'
import { startReporting } from './reporting.ts'

export type Watched = {
  context: BrowserContext
  page: Page
  /** That one and others, for the many addresses that need no order. */
  tabs: readonly Page[]
  /** What was seen since it was last asked. */
  seen: () => Promise<string[]>
  close: () => Promise<void>
}

declare global {
  interface Window {
    /** Given to pages by the watch. */
    refusedByPolicy?: (what: string) => void
  }
}

type Options = {
  /**
   * Whether the policy of our pages only reports. Then what it would have stopped runs, and is seen twice: the escaping is
   * what is tested, and the policy must never have been needed.
   */
  policy: 'kept' | 'reported'
  /** What every address answers, in place of our own site. */
  serve?: () => string
}

/** What two cores can keep busy. */
const TABS = 4

export async function watched({ policy, serve }: Options): Promise<Watched> {
  const reporting = policy === 'reported' ? await startReporting(baseUrl()) : undefined
  const baseURL = reporting?.url ?? baseUrl()
  const context = await (await browser()).newContext({ baseURL, viewport: { width: 1000, height: 800 } })
  context.setDefaultTimeout(20_000)
  const sightings: string[] = []
  const see = (what: string) => {
    // A browser asks for it by itself where a document names no icon, and nothing may be fetched for a feed.
    if (!what.includes('/favicon.ico')) sightings.push(what)
  }
  await context.exposeBinding(CALL, (_, number: unknown) => see(`payload ${String(number)} ran`))
  await context.exposeBinding('refusedByPolicy', (_, what: unknown) => see(String(what)))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      window.refusedByPolicy?.(`the policy refused ${violatedDirective} ${blockedURI} ${sample}`),
    )
  })
  // Interception costs time and the browser's cache, so what is real is not intercepted.
  if (serve)
    await context.route('**/*', (route) =>
      route.request().resourceType() === 'document'
        ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: serve() })
        : route.abort(),
    )
  context.on('request', (request) => {
    if (URL.parse(request.url())?.hostname === LURE_HOST) see(`${request.resourceType()} fetched ${request.url()}`)
  })
  const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()))
  const [page] = tabs
  if (!page) throw new Error('There is no tab.')
  context.on('page', (opened) => see(`a window opened: ${opened.url()}`))
  for (const tab of tabs) {
    tab.on('dialog', (dialog) => {
      see(`a dialog opened: ${dialog.message()}`)
      void dialog.dismiss()
    })
    tab.on('frameattached', (frame) => see(`a frame was attached: ${frame.name()}`))
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
      // What the page has said before this answer has arrived before it.
      await Promise.all(tabs.map((tab) => tab.evaluate(() => undefined).catch(() => undefined)))
      return sightings.splice(0)
    },
    close: async () => {
      await context.close()
      await reporting?.stop()
    },
  }
}

/** More lines than this help nobody. */
const ENOUGH = 12

/**
 * Opens each address, several at once, and lets it do its worst.
 * @param look looks at each page besides
 * @returns what was seen, or stood in a page and should not
 */
export async function visit(
  reader: Watched,
  addresses: readonly string[],
  look: (tab: Page, index: number) => Promise<string[]> = async () => [],
): Promise<string[]> {
  const found: string[] = []
  const queue = addresses.entries()
  await Promise.all(
    reader.tabs.map(async (tab) => {
      for (const [index, address] of queue) {
        if (found.length >= ENOUGH) return
        await tab.goto(address, { waitUntil: 'load' })
        const faults = [...(await auditOf(tab)), ...(await look(tab, index))]
        found.push(...faults.map((what) => `${address}: ${what}`))
      }
    }),
  )
  // What ran names its payload itself.
  return [...(await reader.seen()), ...found].slice(0, ENOUGH)
}

/** What was seen of the page that is open, or stands in it and should not. */
export async function worst(reader: Watched, where: string, tab = reader.page): Promise<string[]> {
  const faults = await auditOf(tab)
  return [...(await reader.seen()), ...faults].slice(0, ENOUGH).map((what) => `${where}: ${what}`)
}
