/**
 * The cache key of the edge: the path and these query parameters. They are all that public routes have. A request with
 * any other parameter cannot bypass the cache. local/edge.ts gives this list to the edge, and so must any cache policy of
 * CloudFront.
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
