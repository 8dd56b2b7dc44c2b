/**
 * The one place where the domain's refusals become HTTP: RFC 9457 problem details.
 */
import type { Refusal } from '../domain/errors.ts'

type Problem = { status: number; title: string }

const PROBLEMS: Record<string, Problem> = {
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
}

/** A problem document as RFC 9457 section 3 defines it, with `requestId` and `errors` as extension members. */
export type ProblemDocument = {
  type: string
  title: string
  status: number
  detail: string
  requestId: string
  errors?: { pointer: string; detail: string }[]
}

/** Problem types are names, not pages, so they are URNs that never resolve to something stale. */
const problemType = (kind: string): string => `urn:problem-type:understory:${kind}`

/** Every problem type with its status and title, for the API description. */
export const problemTypes = (): { type: string; status: number; title: string }[] =>
  Object.entries(PROBLEMS).map(([kind, { status, title }]) => ({ type: problemType(kind), status, title }))

export function problemOf(refusal: Refusal, requestId: string): ProblemDocument {
  return document(refusal.kind, refusal.message, requestId, refusal.faults)
}

/** What a client learns of a defect of ours: that there was one, and the id under which the log tells more. */
export function internalProblem(requestId: string): ProblemDocument {
  return document('internal', 'The error has been logged under the request id.', requestId)
}

function document(
  kind: string,
  detail: string,
  requestId: string,
  errors?: ProblemDocument['errors'],
): ProblemDocument {
  const problem = PROBLEMS[kind]
  if (!problem) throw new Error(`No HTTP status is decided for “${kind}”.`)
  return {
    type: problemType(kind),
    title: problem.title,
    status: problem.status,
    detail,
    requestId,
    ...(errors && { errors }),
  }
}
