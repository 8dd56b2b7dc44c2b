/**
 * Feeds as a browser opens them: XML that holds nothing but a feed, and HTML inside it that is none but ours.
 */
import { get } from '../../api/client.ts'
import { having } from '../../api/fixtures.ts'
import { auditParts } from './audit.ts'
import type { Watched } from './watching.ts'

/** Feeds are long: so many pages hold the newest of everything. */
const MOST_PAGES = 20

/** An Atom feed, page by page. @returns what was seen */
export async function visitAtom(reader: Watched, address: string, tab = reader.page): Promise<string[]> {
  const found: string[] = []
  let next: string | undefined = address
  for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
    const at: string = next
    await tab.goto(at, { waitUntil: 'load' })
    const seen = await reader.seen()
    const { text } = having(200, await get(at))
    const { faults, parts, following } = await tab.evaluate(readAtom, text)
    found.push(...[...seen, ...faults, ...(await auditParts(tab, parts))].map((what) => `${at}: ${what}`))
    // The site gives its own address, where its policy does more than report.
    const on = URL.parse(following ?? '')
    next = on ? on.pathname + on.search : undefined
  }
  return found
}

/** A JSON Feed, as a document and as what its HTML becomes. */
export async function visitJsonFeed(reader: Watched, address: string, tab = reader.page): Promise<string[]> {
  await tab.goto(address, { waitUntil: 'load' })
  const seen = await reader.seen()
  const { items } = having(200, await get<{ items: { content_html?: string }[] }>(address)).body
  const parts = items.flatMap(({ content_html: html }) => (html === undefined ? [] : [html]))
  return [...seen, ...(await auditParts(tab, parts))].map((what) => `${address}: ${what}`)
}

/** Runs in the browser. */
function readAtom(text: string): { faults: string[]; parts: string[]; following: string | undefined } {
  const feed = new DOMParser().parseFromString(text, 'application/xml')
  const faults: string[] = []
  const ATOM = 'http://www.w3.org/2005/Atom'
  const others = ['http://purl.org/syndication/thread/1.0 in-reply-to', 'http://search.yahoo.com/mrss/ thumbnail']
  for (const element of feed.querySelectorAll('*')) {
    if (element.namespaceURI !== ATOM && !others.includes(`${element.namespaceURI} ${element.localName}`))
      faults.push(`an element of another language: ${element.outerHTML}`)
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
