/**
 * The address of the current page. A site may change pages without a reload, and change the address, the canonical link
 * and the content in any order. So the address is read whenever it is needed.
 */

/** As in functions/domain: parameters that identify readers, not pages. */
const TRACKING =
  /^(utm_\w+|fbclid|gclid|gbraid|wbraid|gad_source|dclid|msclkid|twclid|ttclid|yclid|igshid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|srsltid)(=|$)/i

/** Milliseconds after a change of the head until the canonical link is read. The address may change after the head. */
const SETTLED = 200

/**
 * An address in the form that the server accepts: absolute, without fragment, credentials and tracking parameters.
 * @returns undefined if it is no http or https address, or too long
 */
export function webAddress(text: string): string | undefined {
  if (!URL.canParse(text, document.baseURI)) return undefined
  const url = new URL(text, document.baseURI)
  url.hash = url.username = url.password = ''
  const query = url.search.slice(1).split('&')
  url.search = query.filter((pair) => !TRACKING.test(pair)).join('&')
  // Browsers do not escape these characters. The server refuses them (functions/contract/fields.ts).
  const address = url.href.replace(/["<>\\^`{|}]/g, encodeURIComponent)
  return /^https?:.{1,1990}$/.test(address) ? address : undefined
}

/** A page's address, unchanged if the server would refuse it. */
const pageAt = (address: string): string => webAddress(address) ?? address

/** The address of the browser. */
const here = (): string => pageAt(location.href)

const pathOf = (address: string): string => new URL(address).pathname.replace(/\/$/, '')

/** The page when this was last checked. */
let page = here()
/** The canonical links when this was last checked. */
let seen = canonicals()
/**
 * Canonical links of the page before, which do not count. If the site changed the page before this script ran, only a
 * link with the page's path counts.
 */
let stale = isFirst() ? [] : seen.filter((each) => pathOf(each) !== pathOf(page))
/** The canonical address of each page, for when the reader comes back. */
const known = new Map<string, string>()

function canonicals(): string[] {
  const links = [...document.querySelectorAll('link[rel~="canonical" i]')]
  return links.flatMap((link) => webAddress(link.getAttribute('href') || 'about:') ?? [])
}

/** Whether this is still the page that the browser loaded. */
function isFirst(): boolean {
  const [loaded] = performance.getEntriesByType('navigation')
  return !loaded || pageAt(loaded.name) === page
}

/** The address of this page: a canonical link that came with the page or later, else the browser's address. */
export function ownAddress(): string {
  const at = here()
  if (at !== page) stale = seen
  page = at
  seen = canonicals()
  const own = seen.find((each) => !stale.includes(each))
  if (own) known.set(page, own)
  return known.get(page) ?? page
}

/** The page that a link leads to. */
export function linked(href: string): string | undefined {
  const address = webAddress(href)
  return address === here() ? ownAddress() : address
}

/** Calls back when the page or its address may have changed. The caller reads the address again. */
export function watchAddress(changed: () => void): void {
  addEventListener('popstate', changed)
  // Safari before 26.2 and Firefox before 147 have no Navigation API (https://caniuse.com/mdn-api_navigation).
  ;(globalThis as { navigation?: EventTarget }).navigation?.addEventListener('currententrychange', changed)
  let isWaiting = false
  const observer = new MutationObserver(() => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      changed()
    }, SETTLED)
  })
  if (document.head) observer.observe(document.head, { childList: true, subtree: true, attributeFilter: ['href'] })
}
