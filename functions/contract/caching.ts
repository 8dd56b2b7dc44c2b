/**
 * What a cache may do with an answer: values of Cache-Control (RFC 9111, RFC 5861). `max-age=0` makes browsers ask again, with
 * an ETag, while an edge may answer for as long as `s-maxage` says.
 */
export const CACHE = {
  article: 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400',
  comments: 'public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400',
  /** What was published is found within a minute: for half of it the answer is fresh, for half of it stale. */
  search: 'public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400',
  /** Ten seconds of a conversation that can't change any more, for the two days that they are kept. */
  closed: 'public, max-age=172800, immutable',
  /** Ten seconds of a conversation to which something may still be added. */
  open: 'public, max-age=0, s-maxage=2, stale-if-error=60',
  /** A refusal, for a moment, so that the edge answers a flood of them. */
  refusal: 'public, max-age=0, s-maxage=5',
  never: 'private, no-store',
  /** A compressed answer would need another ETag than the version (RFC 9110 section 8.8.3.3), so nobody may compress it. */
  asItIs: 'private, no-store, no-transform',
} as const

export type CachePolicy = keyof typeof CACHE
