/**
 * The problem types (RFC 9457): one for each kind of refusal of the domain.
 */
import type { RefusalKind } from '../domain/errors.ts'

/** A kind of refusal, or `internal` for a defect of the server. */
export type ProblemKind = RefusalKind | 'internal'

export const PROBLEMS = {
  'malformed-body': { status: 400, title: 'The body could not be read' },
  'malformed-host': { status: 400, title: 'The host could not be read' },
  unauthenticated: { status: 401, title: 'Credentials are missing' },
  forbidden: { status: 403, title: 'Not allowed' },
  'cross-site': { status: 403, title: 'Not from this site' },
  'comments-closed': { status: 403, title: 'Comments are closed' },
  'origin-not-allowed': { status: 403, title: 'Not for this site' },
  'edit-window-passed': { status: 403, title: 'Too late to change' },
  'address-unknown': { status: 404, title: 'Nothing here' },
  'article-not-found': { status: 404, title: 'No such article' },
  'revision-not-found': { status: 404, title: 'No such version' },
  'comment-not-found': { status: 404, title: 'No such comment' },
  'changes-not-found': { status: 404, title: 'No such changes' },
  'parent-not-found': { status: 404, title: 'No such comment to answer' },
  'slug-taken': { status: 409, title: 'The slug is taken' },
  'nothing-to-restore': { status: 409, title: 'Nothing to restore' },
  'comment-removed': { status: 409, title: 'The comment was removed' },
  'comment-changed': { status: 409, title: 'The comment was changed' },
  'article-gone': { status: 410, title: 'The article was deleted' },
  'changes-gone': { status: 410, title: 'The changes are forgotten' },
  'version-changed': { status: 412, title: 'The article was changed' },
  'body-too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'invalid-input': { status: 422, title: 'The input is not valid' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used before' },
  'version-required': { status: 428, title: 'If-Match is required' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'repeated-text': { status: 429, title: 'The same text again' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'format-not-offered': { status: 501, title: 'Not in this format' },
  busy: { status: 503, title: 'Busy' },
} as const satisfies Record<ProblemKind, { status: number; title: string }>

/** Problem types are URNs, because a URL could lead to an outdated page. */
export const problemType = (kind: ProblemKind): string => `urn:problem-type:understory:${kind}`
