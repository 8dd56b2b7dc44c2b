/** Sends a kept answer to one client: with its age, in an encoding that the client accepts, or as a 304. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Cache } from './cache.ts'
import { chooseEncoding, isCompressible } from './encoding.ts'
import type { CacheRequest, Stored } from './store.ts'

export type Delivery = {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

/** The headers of a 304 (RFC 9110 section 15.4.5), and `Age`. */
const OF_NOT_MODIFIED = ['age', 'cache-control', 'content-location', 'date', 'etag', 'expires', 'vary']

const text = (value: string | string[] | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

/** The weak comparison of If-None-Match (RFC 9110 section 13.1.2). */
function isUnchanged(condition: string | undefined, etag: string | undefined): boolean {
  if (condition === undefined) return false
  if (condition.trim() === '*') return true
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return etag !== undefined && condition.split(',').some((tag) => opaque(tag) === opaque(etag))
}

const NOTHING = Buffer.alloc(0)

/** Says what the cache did. https://www.rfc-editor.org/rfc/rfc9211 */
export const CACHE_STATUS = 'cache-status'

/** @param status value of `Cache-Status` */
export async function deliver(
  cache: Cache,
  request: CacheRequest,
  stored: Stored,
  status: string,
  client: IncomingHttpHeaders,
): Promise<Delivery> {
  const { body } = stored.answer
  const headers: OutgoingHttpHeaders = { ...stored.policy.responseHeaders(), [CACHE_STATUS]: status }
  const compressible = isCompressible(text(headers['content-type']), body.length)
  // A compressed answer varies by Accept-Encoding (RFC 9110 section 12.5.5).
  if (compressible) {
    const vary = text(headers.vary)
    headers.vary = vary === undefined ? 'Accept-Encoding' : `${vary}, Accept-Encoding`
  }
  const encoding = compressible ? chooseEncoding(text(client['accept-encoding'])) : undefined
  const etag = text(headers.etag)
  // The compressed body has other bytes, so its tag must be weak. CloudFront does the same.
  if (encoding !== undefined && etag?.startsWith('"')) headers.etag = `W/${etag}`
  if (stored.answer.status === 200 && isUnchanged(client['if-none-match'], etag)) {
    const kept = Object.entries(headers).filter(([name]) => OF_NOT_MODIFIED.includes(name) || name === CACHE_STATUS)
    return { status: 304, headers: Object.fromEntries(kept), body: NOTHING }
  }
  const sent = encoding === undefined ? body : await cache.encoded(request, stored, encoding)
  if (encoding !== undefined) headers['content-encoding'] = encoding
  headers['content-length'] = sent.length
  return { status: stored.answer.status, headers, body: sent }
}
