/**
 * Adds the cause of a fault to a zod issue as data. http/input/validate.ts reads it from there.
 */
import * as z from 'zod/mini'
import type { Cause } from '../../domain/faults.ts'

/** For a custom check: `z.refine(isSlug, because({ code: 'not-slug' }))`. */
export const because = (cause: Cause): { params: Record<string, unknown> } => ({ params: cause })

/**
 * A regular expression, which the OpenAPI document shows too. Zod stores no data with it, so the message is the code.
 */
export const pattern = (expression: RegExp, code: PatternCode) => z.regex(expression, code)

/** The codes of values that do not match a pattern. These causes have no data. */
export type PatternCode = 'not-ref' | 'not-cursor' | 'not-idempotency-key'
