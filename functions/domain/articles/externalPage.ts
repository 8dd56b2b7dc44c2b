/**
 * Pages of other sites that have comments here. Such a page is an article whose key is made from its address. So
 * clients can compute the key from the address, and pages need no setup.
 */
import { hash } from 'node:crypto'
import { InvalidInput, OriginNotAllowed } from '../errors.ts'
import type { Settings } from '../site/settings.ts'
import type { Article, CommentPolicy } from './article.ts'

/** An external page, as it is stored. */
export type ExternalPage = {
  /** Normalised. */
  url: string
  title: string
  /** The source of the title; absent for pages stored before this field existed. */
  titledBy?: 'comment' | 'moderator'
  /** When a comment last changed the title, milliseconds since 1970. */
  retitledAt?: number
  policy: CommentPolicy
  /** When it was first commented on, milliseconds since 1970. */
  createdAt: number
}

/** No slug begins with a tilde (domain/articles/slug.ts), so articles and pages cannot have the same key. */
const KEY = /^~[0-9a-f]{32}$/

/** Whether a slug is the key of an external page. */
export const isPageKey = (slug: string): boolean => KEY.test(slug)

/** Parameters that campaigns and mail programs add to addresses. They identify readers, not pages. */
const TRACKING =
  /^(?:utm_\w+|fbclid|gclid|gbraid|wbraid|gad_source|dclid|msclkid|twclid|ttclid|yclid|igshid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|srsltid)$/i

/** The normalised address of a page, the origin that the settings must allow, and the key of the conversation. */
export type CanonicalPage = { url: string; origin: string; key: string }

/**
 * Normalises the address of a page (RFC 3986 section 6.2.2), so that equivalent addresses have one conversation. Scheme
 * and host become lower case. The default port, the fragment, dot segments and unnecessary escapes are removed.
 * Tracking parameters are removed from the query, and the others are sorted. Addresses that differ in scheme, port,
 * `www.` or a slash at the end are different pages.
 * @param address an http or https address
 * @throws InvalidInput when it is not one
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
 * Removes the escapes of unreserved characters (RFC 3986 section 2.3) and writes the others in upper case. A percent
 * sign that does not begin an escape is escaped. Otherwise it could form an escape with the characters after it, and a
 * second normalisation would change the result.
 */
function withoutNeedlessEscapes(text: string): string {
  return text.replace(/%([0-9a-f]{2})?/gi, (_, hex: string | undefined) => {
    if (hex === undefined) return '%25'
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w.~-]/.test(character) ? character : `%${hex.toUpperCase()}`
  })
}

/** An external page as an article, published since its first comment. */
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

/**
 * Whether the settings allow an origin. Whole origins are compared: `https://blog.example.evil.example` is another one.
 */
export const isAllowed = (origin: string, { allowedOrigins }: Pick<Settings, 'allowedOrigins'>): boolean =>
  allowedOrigins.includes(origin)

/** Whether a page of an allowed site sent the request. False without an origin, as in requests of programs. */
export const isAllowedSender = (sender: string | undefined, settings: Settings): boolean =>
  sender !== undefined && isAllowed(sender, settings)

/**
 * Throws unless the article is of this site or a page of an allowed site.
 * @throws OriginNotAllowed
 */
export function requireAllowed({ externalUrl }: Article, settings: Settings): void {
  if (externalUrl === undefined) return
  const { origin } = canonicalPage(externalUrl)
  if (!isAllowed(origin, settings)) throw new OriginNotAllowed(origin)
}
