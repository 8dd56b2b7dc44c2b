/**
 * What each page is rendered with: the site, the page's own address, its language. Also the addresses of all pages.
 */
import type { Addresses } from './assets.ts'
import type { Language } from './languages/language.ts'

/** The settings of a deployment. */
export type Site = {
  /** The publication's name. */
  name: string
  /** The addresses of the assets. Each contains a hash of the content. */
  assets: Addresses
}

export type Page = {
  site: Site
  language: Language
  /** Scheme and host that readers use, such as `https://example.com`. */
  origin: string
  /** The path and query of this page, without `lang`. */
  address: string
}

/** An address within the site. It has `lang` if this page's address has it. */
export function href(page: Page, address: string): string {
  return page.language.asked ? inLanguage(address, page.language.code) : address
}

export function inLanguage(address: string, code: string): string {
  const [rest = '', fragment] = address.split('#')
  const asking = `${rest}${rest.includes('?') ? '&' : '?'}lang=${code}`
  return fragment === undefined ? asking : `${asking}#${fragment}`
}

export const FRONT = '/'
export const articleAddress = (slug: string): string => `/articles/${encodeURIComponent(slug)}`
export const SEARCH = '/search'
export const searchAddress = (q: string | undefined, cursor?: string): string => withQuery(SEARCH, { q, cursor })
export const tagAddress = (tag: string): string =>
  isSegment(tag) ? `/tags/${encodeURIComponent(tag)}` : withQuery('/tags', { tag })
export const tagFeedAddress = (tag: string, file: 'feed.xml' | 'feed.json'): string =>
  isSegment(tag) ? `${tagAddress(tag)}/${file}` : withQuery(`/${file}`, { tag })
export const commentsAddress = (slug: string): string => `${articleAddress(slug)}/comments`
export const commentAddress = (slug: string, id: string): string => `${commentsAddress(slug)}/${id}`

/**
 * Whether a tag can be a part of a path. API Gateway decodes the path before it looks for a route
 * (player/gateway/routes.ts), so these characters would split the path, end it or be decoded twice. Browsers resolve one and
 * two dots (https://url.spec.whatwg.org/#double-dot-path-segment). A tag that cannot be in a path is in the query.
 */
const isSegment = (tag: string): boolean => !/[/?#%\\]|^\.{1,2}$/.test(tag)

/** An address with the parameters that are set. */
export function withQuery(address: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return query.size === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`
}

/**
 * The id of an element. An article's headings have slugs as ids, its footnotes `note_…`. Neither begins with `u_`,
 * because a slug has no underscore.
 */
export const anchor = (name: string): string => `u_${name}`

/** The id of a comment's element. The comment's own ULID is unique. */
export const commentAnchor = (id: string): string => anchor(id.slice(id.indexOf('.') + 1))
