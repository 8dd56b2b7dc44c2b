/**
 * Values of Cache-Control by policy (RFC 9111, RFC 5861). With `max-age=0`, browsers revalidate each time with the
 * ETag. An edge may answer for `s-maxage` seconds.
 */
export const CACHE = {
  article: 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400',
  comments: 'public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400',
  /** A published article is found within a minute: an answer is fresh for 30 s and may then be stale for 30 s. */
  search: 'public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400',
  /** A closed bucket of the change feed, which cannot change any more. Buckets are kept for two days. */
  closed: 'public, max-age=172800, immutable',
  /** An open bucket of the change feed, to which changes may be added, and the changes since a bucket. */
  open: 'public, max-age=0, s-maxage=2, stale-if-error=60',
  /** Refusals. The edge answers repeated ones for 5 s. */
  refusal: 'public, max-age=0, s-maxage=5',
  never: 'private, no-store',
  /** Not compressed: a compressed answer needs another ETag than the version (RFC 9110 section 8.8.3.3). */
  asItIs: 'private, no-store, no-transform',
} as const

export type CachePolicy = keyof typeof CACHE
