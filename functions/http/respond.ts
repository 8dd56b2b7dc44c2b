/**
 * Responses in Lambda's payload format 2.0, with what a cache may do with each.
 */
import { hash } from 'node:crypto'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { HttpEvent } from './request.ts'
import { header } from './request.ts'

export type Response = APIGatewayProxyStructuredResultV2

/**
 * Cache-Control values (RFC 9111, RFC 5861). `max-age=0` makes browsers ask again, with an ETag, while an edge may
 * answer for as long as `s-maxage` says.
 */
export const CACHE = {
  article: 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400',
  comments: 'public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400',
  /** What was published is found within a minute, wherever it is asked for: half of it fresh, half of it stale. */
  search: 'public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400',
  /** Ten seconds of a conversation that can't change any more: for the two days that they are kept, and no longer. */
  closed: 'public, max-age=172800, immutable',
  /** Ten seconds of a conversation to which something may still be added. */
  open: 'public, max-age=0, s-maxage=2, stale-if-error=60',
  /** A refusal that a cache may remember for a moment, so that a flood of them stays at the edge. */
  refusal: 'public, max-age=0, s-maxage=5',
  never: 'private, no-store',
} as const

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': CACHE.never,
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

export function noContent(): Response {
  return { statusCode: 204, headers: { 'cache-control': CACHE.never } }
}

/** For good: RFC 9110 sections 15.4.2 and 15.4.9. */
export function movedFor(statusCode: 301 | 308, location: string, cacheControl: string): Response {
  return { statusCode, headers: { location, 'cache-control': cacheControl } }
}

/**
 * A public answer that a cache may keep and a client may revalidate: 304 when the client holds it already
 * (RFC 9110 section 13.1.2, weak comparison).
 * @param tag the opaque part of the ETag; the body's hash when there is nothing better
 * @param more headers of the answer; a 304 has them too, so that a cache refreshes them (RFC 9111 section 4.3.4)
 */
export function cacheable(
  event: HttpEvent,
  body: unknown,
  cacheControl: string,
  tag?: string,
  more: Record<string, string> = {},
): Response {
  return revalidatable(event, json(200, body, { ...more, 'cache-control': cacheControl }), tag)
}

/** Gives an answer an ETag, or 304 in its place, without what describes the content (RFC 9110 section 15.4.5). */
export function revalidatable(event: HttpEvent, response: Response, tag?: string): Response {
  const etag = `"${tag ?? hash('sha256', response.body ?? '', 'base64url').slice(0, 22)}"`
  const headers = { ...response.headers, etag }
  if (!matches(header(event, 'if-none-match'), etag)) return { ...response, headers }
  const kept = Object.entries(headers).filter(([name]) => !['content-type', 'x-content-type-options'].includes(name))
  return { statusCode: 304, headers: Object.fromEntries(kept) }
}

function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false
  return condition.trim() === '*' || condition.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/**
 * What holds for caches whatever the route: nothing is kept that came with credentials or sets a cookie. Public answers depend
 * on no cookie and no origin, pages say themselves when they depend on a language, and whoever compresses adds
 * `Accept-Encoding`.
 */
export function forCaches(event: HttpEvent, response: Response): Response {
  const isPersonal = header(event, 'authorization') !== undefined || (response.cookies ?? []).length > 0
  const own = String(response.headers?.['cache-control'] ?? CACHE.never)
  // It may say more than that, such as `no-transform`.
  const cacheControl = isPersonal && !own.startsWith(CACHE.never) ? CACHE.never : own
  return { ...response, headers: { ...response.headers, 'cache-control': cacheControl } }
}
