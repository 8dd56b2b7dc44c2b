/**
 * Feeds opened in a browser. Their XML may contain only feed elements. Their HTML may contain only our own elements.
 */
import type { Page } from 'playwright-core'
import { get } from '../../kit/http/client.ts'
import { having } from '../../kit/http/fixtures.ts'
import { auditParts } from './audit.ts'
import { MOST_PAGES, type Watched } from './watching.ts'

/** Opens an Atom feed and its further pages. @returns the reports */
export async function visitAtom(reader: Watched, address: string): Promise<string[]> {
  const found: string[] = []
  let next: string | undefined = address
  for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
    const at: string = next
    await reader.page.goto(at, { waitUntil: 'load' })
    const seen = await reader.seen()
    const audited = await auditAtom(reader.page, at)
    found.push(...[...seen, ...audited.faults].map((what) => `${at}: ${what}`))
    next = audited.next
  }
  return found
}

/** Audits a page of an Atom feed: its XML, and its HTML after parsing. @returns also the next page */
export async function auditAtom(tab: Page, address: string): Promise<{ faults: string[]; next: string | undefined }> {
  const { text } = having(200, await get(address))
  const { faults, parts, following } = await tab.evaluate(readAtom, text)
  // `next` names the site itself and not the proxy in reporting.ts, so only its path is used.
  const on = URL.parse(following ?? '')
  return { faults: [...faults, ...(await auditParts(tab, parts))], next: on ? on.pathname + on.search : undefined }
}

/** Opens a JSON Feed and audits its HTML. */
export async function visitJsonFeed(reader: Watched, address: string): Promise<string[]> {
  await reader.page.goto(address, { waitUntil: 'load' })
  const seen = await reader.seen()
  return [...seen, ...(await auditJsonFeed(reader.page, address))].map((what) => `${address}: ${what}`)
}

/** Audits the HTML in a JSON Feed. */
export async function auditJsonFeed(tab: Page, address: string): Promise<string[]> {
  const { items } = having(200, await get<{ items: { content_html?: string }[] }>(address)).body
  return auditParts(
    tab,
    items.flatMap(({ content_html: html }) => (html === undefined ? [] : [html])),
  )
}

/** Runs in the browser. */
function readAtom(text: string): { faults: string[]; parts: string[]; following: string | undefined } {
  const feed = new DOMParser().parseFromString(text, 'application/xml')
  const faults: string[] = []
  const ATOM = 'http://www.w3.org/2005/Atom'
  const others = ['http://purl.org/syndication/thread/1.0 in-reply-to', 'http://search.yahoo.com/mrss/ thumbnail']
  for (const element of feed.querySelectorAll('*')) {
    if (element.namespaceURI !== ATOM && !others.includes(`${element.namespaceURI} ${element.localName}`))
      faults.push(`an element that feeds do not have: ${element.outerHTML}`)
    const address = element.getAttribute('href') ?? element.getAttribute('url')
    if (address !== null && !/^https?:\/\//.test(address)) faults.push(`an address: ${address}`)
    if (element.localName === 'uri' && !/^https?:\/\//.test(element.textContent)) faults.push(element.outerHTML)
  }
  for (const node of feed.childNodes)
    if (node.nodeType !== Node.ELEMENT_NODE) faults.push(`beside the feed: ${node.nodeName}`)
  return {
    faults,
    parts: [...feed.querySelectorAll('content[type="html"]')].map((content) => content.textContent),
    following: feed.querySelector('feed > link[rel="next"]')?.getAttribute('href') ?? undefined,
  }
}
