/**
 * Turns refusals of the domain into problem documents (RFC 9457).
 */
import { PROBLEMS, type ProblemKind, problemType } from '../contract/problems.ts'
import { InvalidInput, type Refusal } from '../domain/errors.ts'
import type { Fault, FaultCode } from '../domain/faults.ts'
import { faultText } from './faultTexts.ts'
import { InvalidRequest } from './refusals.ts'
import { refusalDetail } from './refusalTexts.ts'

/** A problem document as RFC 9457 section 3 defines it, with `requestId` and `errors` as extension members. */
export type ProblemDocument = {
  type: string
  title: string
  status: number
  detail: string
  requestId: string
  errors?: { pointer: string; code: FaultCode; detail: string }[]
}

export function problemOf(refusal: Refusal, requestId: string): ProblemDocument {
  const errors = refusal instanceof InvalidInput ? errorsOf(refusal) : undefined
  return document(refusal.kind, refusalDetail(refusal), requestId, errors)
}

/**
 * @param textOf the sentence for a fault
 * @default in English
 */
export function errorsOf(
  refusal: InvalidInput,
  textOf: (fault: Fault) => string | undefined = () => undefined,
): ProblemDocument['errors'] {
  const place = refusal instanceof InvalidRequest ? refusal.place : 'body'
  const noun = place === 'body' ? 'field' : 'parameter'
  return refusal.faults.map((fault) => ({
    pointer: pointerTo(fault.path, place),
    code: fault.code,
    detail: textOf(fault) ?? faultText(fault, noun),
  }))
}

/**
 * The place of a fault. In the body: a JSON Pointer in URI fragment form (RFC 6901 section 6), such as `#/author/name`.
 * In the query: the parameter as in the address, such as `?limit`. In a header: its name.
 */
function pointerTo(path: readonly PropertyKey[], place: 'body' | 'query' | 'header'): string {
  if (place === 'header') return String(path[0])
  const parts = path.map((part) =>
    // encodeURIComponent throws on a lone surrogate.
    encodeURIComponent(
      String(part).toWellFormed().slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'),
    ),
  )
  return place === 'query' ? `?${parts.join('/')}` : `#${parts.map((part) => `/${part}`).join('')}`
}

/** The problem document for a defect. It has no details, only the request id under which the defect is logged. */
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
