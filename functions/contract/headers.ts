/**
 * Headers that mean something here, with what the API description says of them.
 */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      '16 to 64 visible ASCII characters of your choice. A post that is repeated with the same key within a day is stored once and answered as the first was.',
    pattern: '^[\\x21-\\x7E]{16,64}$',
    example: '6c1f9bd2-7a0e-4f6f-9a53-0d3d7c9f5c11',
  },
  'If-Match': {
    description: 'The ETag of the version that you are changing, so that nobody overwrites a colleague.',
    example: '"3"',
  },
  'If-None-Match': { description: 'The ETag of what you have: where it is still the same, the answer is 304.' },
  'Understory-Voter': {
    description: 'Who votes or reports: the `voter` of an earlier answer. Browsers may send the cookie instead.',
  },
} as const

export const RESPONSE_HEADERS = {
  ETag: { description: 'The version of what is answered. Send it as If-None-Match, or as If-Match with a change.' },
  Link: { description: 'The page that shows this to people (RFC 8631).' },
  Location: { description: 'Where it is.' },
  'Retry-After': { description: 'Seconds after which trying again makes sense.' },
  'Set-Cookie': { description: 'The new voter, for browsers: the same as `voter`.' },
  'Understory-Live-From': {
    description: 'The bucket of the change feed to follow from. On first pages only.',
  },
} as const

export const PATH_PARAMETERS = {
  slug: {
    description: 'The slug of an article, or that of a page of another site, as `GET /v1/pages` says it.',
    example: 'fog-over-the-harbour',
  },
  id: { description: 'The id of a comment.', example: '01JQ3ZV8M4T0A7Y5R2K9X6C1BD' },
  bucket: {
    description: 'Ten seconds: bucket n begins 10 n seconds after 1970.',
    pattern: '^[1-9]\\d{0,11}$',
    example: '179617248',
  },
  version: { description: 'The version of an article.', pattern: '^[1-9]\\d{0,9}$', example: '3' },
} as const
