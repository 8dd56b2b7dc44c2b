/**
 * Pages of other sites that are commented on here, known only by their addresses. Such a page is an article whose key is
 * made from its address, so whoever knows the page knows its conversation, and nothing has to be set up for it first.
 */
import { hash } from 'node:crypto'
import { InvalidInput, OriginNotAllowed } from '../errors.ts'
import type { Settings } from '../site/settings.ts'
import type { Article, CommentPolicy } from './article.ts'

/** An external page, as it is stored. */
export type ExternalPage = {
  /** Its address, normalised. */
  url: string
  title: string
  /** Whose title it is; unknown for pages from before this was kept. */
  titledBy?: 'comment' | 'moderator'
  /** When a comment last gave it another title, milliseconds since 1970. */
  retitledAt?: number
  policy: CommentPolicy
  /** When it was first commented on, milliseconds since 1970. */
  createdAt: number
}

/** No slug begins with a tilde (domain/articles/slug.ts), so no editor can take the place of a page, nor the reverse. */
const KEY = /^~[0-9a-f]{32}$/

/** Whether a slug is the key of an external page. */
export const isPageKey = (slug: string): boolean => KEY.test(slug)

/** What campaigns and mail programs add to addresses, and what tells readers apart rather than pages. */
const TRACKING =
  /^(?:utm_\w+|fbclid|gclid|gbraid|wbraid|gad_source|dclid|msclkid|twclid|ttclid|yclid|igshid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|srsltid)$/i

/** Where a page is: its address in its one form, the origin that has to be allowed, and the key of its conversation. */
export type CanonicalPage = { url: string; origin: string; key: string }

/**
 * Where a page is that has this address. Addresses that lead to the same page for every sane server are one (RFC 3986
 * section 6.2.2): scheme and host are in lower case, the default port, the fragment and dot segments are gone, and
 * characters that need no escape have none. Of the query, tracking parameters are dropped and the others sorted. Scheme,
 * port, `www.` and a slash at the end do tell pages apart.
 * @param address an http or https address
 * @throws InvalidInput for an address that is none
 */
export function canonicalPage(address: string): CanonicalPage {
  const parsed = URL.parse(address)
  const isWeb = parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === ''
  if (!isWeb) throw new InvalidInput([{ path: ['url'], code: 'not-web-address' }])
  const path = withoutNeedlessEscapes(parsed.pathname)
  const query = withoutNeedlessEscapes(parsed.search.slice(1))
    .split('&')
    .filter((pair) => pair !== '' && !TRACKING.test(pair.split('=')[0] ?? ''))
    .sort()
    .join('&')
  const url = `${parsed.origin}${path}${query === '' ? '' : `?${query}`}`
  return { url, origin: parsed.origin, key: `~${hash('sha256', url, 'hex').slice(0, 32)}` }
}

/**
 * Escapes only where RFC 3986 section 2.3 wants them, in capitals. A percent sign that begins no escape becomes one
 * itself; otherwise what follows it could turn into an escape, and the result would change if it were normalised again.
 */
function withoutNeedlessEscapes(text: string): string {
  return text.replace(/%([0-9a-f]{2})?/gi, (_, hex: string | undefined) => {
    if (hex === undefined) return '%25'
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w.~-]/.test(character) ? character : `%${hex.toUpperCase()}`
  })
}

/** An external page as the article it is to everything else here: published since somebody first said something. */
export function articleOfExternalPage({ url, title, policy, createdAt }: ExternalPage): Article {
  const { key } = canonicalPage(url)
  const since = new Date(createdAt).toISOString()
  return {
    key,
    slug: key,
    externalUrl: url,
    title,
    standfirst: '',
    authors: [],
    tags: [],
    image: null,
    status: 'published',
    publishedAt: since,
    createdAt: since,
    updatedAt: since,
    version: 1,
    comments: { policy },
    deletedAt: null,
  }
}

/** Whether pages of an origin may be commented on and write here. Compared whole, so `https://blog.example.evil.example` is another. */
export const isAllowed = (origin: string, { allowedOrigins }: Pick<Settings, 'allowedOrigins'>): boolean =>
  allowedOrigins.includes(origin)

/** Whether a page of an allowed site sent it. Programs, which name no origin, are none. */
export const isAllowedSender = (sender: string | undefined, settings: Settings): boolean =>
  sender !== undefined && isAllowed(sender, settings)

/**
 * Lets pass articles of this site, and pages of sites that are allowed.
 * @throws OriginNotAllowed
 */
export function requireAllowed({ externalUrl }: Article, settings: Settings): void {
  if (externalUrl === undefined) return
  const { origin } = canonicalPage(externalUrl)
  if (!isAllowed(origin, settings)) throw new OriginNotAllowed(origin)
}
