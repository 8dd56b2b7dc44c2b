/**
 * How a schema of ours says what is wrong: with a cause as data in the issue, which http/input/validate.ts takes from there.
 */
import * as z from 'zod/mini'
import type { Cause } from '../../domain/faults.ts'

/** For a check of our own: `z.refine(isSlug, because({ code: 'not-slug' }))`. */
export const because = (cause: Cause): { params: Record<string, unknown> } => ({ params: cause })

/** A regular expression that the OpenAPI document shows too. Zod keeps no data with it, so the message is the code. */
export const pattern = (expression: RegExp, code: PatternCode) => z.regex(expression, code)

/** The causes of values that do not match a pattern; they have no facts. */
export type PatternCode = 'not-ref' | 'not-cursor' | 'not-idempotency-key'
