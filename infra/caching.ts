/**
 * What the edge takes into its cache key besides the path: the query parameters that public routes have, and no other, so
 * that nobody gets past the cache by adding one. local/edge.ts reads it; so must any cache policy of CloudFront.
 */
export const CACHED_PARAMETERS = [
  'cursor',
  'done',
  'format',
  'id',
  'lang',
  'limit',
  'q',
  'reply',
  'slug',
  'sort',
  'tag',
  'url',
  'voted',
] as const
