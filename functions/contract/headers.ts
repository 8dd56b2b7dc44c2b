/**
 * Headers and path parameters, with their descriptions in the OpenAPI document.
 */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      '16 to 64 visible ASCII characters of your choice. A post that is repeated with the same key within a day is stored once and gets the same answer.',
    pattern: '^[\\x21-\\x7E]{16,64}$',
    example: '6c1f9bd2-7a0e-4f6f-9a53-0d3d7c9f5c11',
  },
  'If-Match': {
    description:
      'The `ETag` of the version that you change. The request is refused if somebody else has changed the article since.',
    example: '"3"',
  },
  'If-None-Match': { description: 'The `ETag` of the answer that you have. If it is unchanged, the answer is 304.' },
  'Understory-Voter': {
    description:
      'The `voter` of an earlier answer. It identifies who votes or reports. Browsers may send the cookie instead.',
  },
} as const

export const RESPONSE_HEADERS = {
  ETag: { description: 'The version of the answer. Send it as `If-None-Match`, or as `If-Match` with a change.' },
  Link: { description: 'The page that shows this document to people (RFC 8631).' },
  Location: { description: 'The address of the resource.' },
  'Retry-After': { description: 'Seconds to wait before the next attempt.' },
  'Set-Cookie': { description: 'The new voter as a cookie for browsers, with the same value as `voter`.' },
  'Understory-Live-From': {
    description: 'The first bucket of the change feed to read. Only on first pages.',
  },
} as const

export const PATH_PARAMETERS = {
  slug: {
    description: 'The slug of an article, or the slug that `GET /v1/pages` returns for a page of another site.',
    example: 'fog-over-the-harbour',
  },
  id: { description: 'The id of a comment.', example: '01JQ3ZV8M4T0A7Y5R2K9X6C1BD' },
  bucket: {
    description: 'A bucket of ten seconds. Bucket n begins 10 × n seconds after 1970.',
    pattern: '^[1-9]\\d{0,11}$',
    example: '179617248',
  },
  version: { description: 'The version of an article.', pattern: '^[1-9]\\d{0,9}$', example: '3' },
} as const
