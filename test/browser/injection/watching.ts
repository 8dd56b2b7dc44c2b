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
  const page = await context.newPage()
  context.on('page', (opened) => see(`a window opened: ${opened.url()}`))
  page.on('dialog', (dialog) => {
    see(`a dialog opened: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('frameattached', (frame) => see(`a frame was attached: ${frame.name()}`))
  page.on('download', (download) => see(`a download began: ${download.url()}`))
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) see(message.text())
  })
  return {
    context,
    page,
    seen: async () => {
      // What the page has said before this answer has arrived before it.
      await page.evaluate(() => undefined).catch(() => undefined)
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
 * Opens each address and lets it do its worst.
 * @returns what was seen, or stood in the page and should not
 */
export async function visit(reader: Watched, addresses: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const address of addresses) {
    await reader.page.goto(address, { waitUntil: 'load' })
    found.push(...(await worst(reader, address)))
  }
  return found.slice(0, ENOUGH)
}

/** The same of the page that is open. */
export async function worst(reader: Watched, where: string): Promise<string[]> {
  const faults = await auditOf(reader.page)
  return [...(await reader.seen()), ...faults].slice(0, ENOUGH).map((what) => `${where}: ${what}`)
}
