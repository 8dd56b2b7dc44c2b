/**
 * A browser that is watched: whatever of the corpus runs in it, fetches, asks, opens, or is refused by the policy is told.
 */
import type { BrowserContext, Page, Route } from 'playwright-core'
import { baseUrl } from '../../api/target.ts'
import { browser } from '../browser.ts'
import { hostUrl } from '../host.ts'
import { CALL, LURE_HOST } from './payload.ts'

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

const POLICY = 'content-security-policy'

type Options = {
  /**
   * Whether the policy of our pages only reports. Then what it would have stopped runs, and is seen twice: the escaping is
   * what is tested, and the policy must never have been needed.
   */
  policy: 'kept' | 'reported'
  /** Pages that are not ours, by the whole address. */
  serve?: (url: URL) => string | undefined
}

export async function watched({ policy, serve }: Options): Promise<Watched> {
  const context = await (await browser()).newContext({ baseURL: baseUrl(), viewport: { width: 1000, height: 800 } })
  context.setDefaultTimeout(20_000)
  const sightings: string[] = []
  const see = (what: string) => sightings.push(what)
  await context.exposeBinding(CALL, (_, number: unknown) => see(`payload ${String(number)} ran`))
  await context.exposeBinding('refusedByPolicy', (_, what: unknown) => see(String(what)))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      window.refusedByPolicy?.(`the policy refused ${violatedDirective} ${blockedURI} ${sample}`),
    )
  })
  const ours = new Set([new URL(baseUrl()).host, new URL(hostUrl()).host])
  await context.route('**/*', async (route) => {
    const request = route.request()
    const url = new URL(request.url())
    const served = request.resourceType() === 'document' ? serve?.(url) : undefined
    if (served !== undefined) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: served })
    if (url.hostname === LURE_HOST) see(`${request.resourceType()} fetched ${url.href}`)
    // An article may show a picture from anywhere; this machine asks nobody for one.
    if (!ours.has(url.host)) return route.abort()
    if (policy === 'reported' && request.resourceType() === 'document') return reporting(route)
    return route.continue()
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
    close: () => context.close(),
  }
}

/** The same page, whose policy stops nothing and tells everything. */
async function reporting(route: Route): Promise<void> {
  const response = await route.fetch({ maxRedirects: 0 })
  const { [POLICY]: policy, ...headers } = response.headers()
  await route.fulfill({
    response,
    headers: { ...headers, ...(policy !== undefined && { [`${POLICY}-report-only`]: policy }) },
  })
}
