/**
 * The one place where the domain's refusals become HTTP: RFC 9457 problem details.
 */
import { PROBLEMS, type ProblemKind, problemType } from '../contract/problems.ts'
import type { Refusal } from '../domain/errors.ts'

/** A problem document as RFC 9457 section 3 defines it, with `requestId` and `errors` as extension members. */
export type ProblemDocument = {
  type: string
  title: string
  status: number
  detail: string
  requestId: string
  errors?: { pointer: string; detail: string }[]
}

export function problemOf(refusal: Refusal, requestId: string): ProblemDocument {
  return document(refusal.kind, refusal.message, requestId, refusal.faults)
}

/** What a client learns of a defect of ours: that there was one, and the id under which the log tells more. */
export function internalProblem(requestId: string): ProblemDocument {
  return document('internal', 'The error has been logged under the request id.', requestId)
}

function document(
  kind: ProblemKind,
  detail: string,
  requestId: string,
  errors?: ProblemDocument['errors'],
): ProblemDocument {
  const { status, title } = PROBLEMS[kind]
  return { type: problemType(kind), title, status, detail, requestId, ...(errors && { errors }) }
}
