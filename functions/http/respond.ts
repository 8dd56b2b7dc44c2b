/**
 * Responses in Lambda's payload format 2.0, with their cache headers.
 */
import { hash } from 'node:crypto'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { CACHE } from '../contract/caching.ts'
import type { HttpEvent } from './input/request.ts'
import { header } from './input/request.ts'

export type Response = APIGatewayProxyStructuredResultV2

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

/** A permanent redirect (RFC 9110 sections 15.4.2 and 15.4.9). */
export function movedFor(statusCode: 301 | 308, location: string, cacheControl: string): Response {
  return { statusCode, headers: { location, 'cache-control': cacheControl } }
}

/**
 * Adds an ETag to a response. If the client has that ETag (RFC 9110 section 13.1.2, weak comparison), returns 304 with
 * the same headers, with which a cache refreshes those that it has (RFC 9111 section 4.3.4). Content-Type is one of
 * them, because API Gateway adds `text/plain` to an answer without it (player/gateway/response.ts).
 * @param tag the opaque part of the ETag. @default the body's hash
 */
export function revalidatable(event: HttpEvent, response: Response, tag?: string): Response {
  const etag = `"${tag ?? hash('sha256', response.body ?? '', 'base64url').slice(0, 22)}"`
  const headers = { ...response.headers, etag }
  return matches(header(event, 'if-none-match'), etag) ? { statusCode: 304, headers } : { ...response, headers }
}

function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false
  return condition.trim() === '*' || condition.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/**
 * The cache rules of all routes. An answer is not cached if its request has credentials or if it sets a cookie. Public
 * answers do not depend on cookies or origins. Pages that depend on a language set Vary themselves. The proxy that
 * compresses adds `Accept-Encoding` to Vary.
 */
export function forCaches(event: HttpEvent, response: Response): Response {
  const isPersonal = header(event, 'authorization') !== undefined || (response.cookies ?? []).length > 0
  const own = String(response.headers?.['cache-control'] ?? CACHE.never)
  // The value may contain more, such as `no-transform`.
  const cacheControl = isPersonal && !own.startsWith(CACHE.never) ? CACHE.never : own
  return { ...response, headers: { ...response.headers, 'cache-control': cacheControl } }
}
