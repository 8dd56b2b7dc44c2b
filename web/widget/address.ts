/**
 * Which page this is. A site may go from page to page without a reload, and change the address, the canonical link and the
 * content in any order. So the address is looked at whenever it is needed.
 */

/** As functions/domain/elsewhere.ts has it: parameters that tell readers apart, not pages. */
const TRACKING =
  /^(utm_\w+|fbclid|gclid|gbraid|wbraid|gad_source|dclid|msclkid|twclid|ttclid|yclid|igshid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|srsltid)(=|$)/i

/** Milliseconds after a change of the head until the canonical link is read. The address may change after the head. */
const SETTLED = 200

/**
 * An address as the server takes it: absolute, without fragment, credentials and tracking parameters.
 * @returns undefined for what is no http or https address, or is too long
 */
export function webAddress(text: string): string | undefined {
  if (!URL.canParse(text, document.baseURI)) return undefined
  const url = new URL(text, document.baseURI)
  url.hash = url.username = url.password = ''
  const query = url.search.slice(1).split('&')
  url.search = query.filter((pair) => !TRACKING.test(pair)).join('&')
  // Browsers leave these as they are; the server refuses them (functions/contract/schemas/fields.ts).
  const address = url.href.replace(/["<>\\^`{|}]/g, encodeURIComponent)
  return /^https?:.{1,1990}$/.test(address) ? address : undefined
}

/** A page's address, as it is where the server does not take it. */
const pageAt = (address: string): string => webAddress(address) ?? address

/** Where the browser is. */
const here = (): string => pageAt(location.href)

const pathOf = (address: string): string => new URL(address).pathname.replace(/\/$/, '')

/** The page at the last look. */
let page = here()
/** The canonical links at the last look. */
let seen = canonicals()
/**
 * Canonical links of the page before, which don't count. Where the site changed the page before this script ran, a link
 * with the page's path counts, and no other.
 */
let stale = isFirst() ? [] : seen.filter((each) => pathOf(each) !== pathOf(page))
/** The canonical address of each page, for when its reader comes back. */
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

/** The address of this page: its canonical link, if that came with it or after it, else where the browser is. */
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
