/**
 * Holds input against a schema and names every fault at once, as RFC 9457 section 3 shows with its `errors` extension:
 * each fault carries a JSON Pointer (RFC 6901, in its URI fragment form, section 6).
 */

import type { ZodMiniType } from 'zod/mini'
import type { $ZodIssue } from 'zod/v4/core'
import { type Fault, InvalidInput } from '../domain/errors.ts'

/** Nobody mends more than this at once, and a hostile body must not buy a long answer. */
export const MAX_FAULTS = 100

/**
 * The parsed value, in a type that can't be wrong.
 * @throws InvalidInput naming every fault
 */
export function validate<T>(schema: ZodMiniType<T>, value: unknown): T {
  // Without its input, a field of the wrong type could not be told from one that is missing.
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  throw new InvalidInput(result.error.issues.flatMap(faultsOf).slice(0, MAX_FAULTS))
}

/** A JSON Pointer in URI fragment form, such as `#/author/name`. */
function pointerTo(path: readonly PropertyKey[]): string {
  return `#${path.map((part) => `/${encodeURIComponent(String(part).toWellFormed().slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`
}

function faultsOf(issue: $ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'This field is unknown.' }))
  }
  return [{ pointer: pointerTo(issue.path), detail: detailOf(issue) }]
}

function detailOf(issue: $ZodIssue): string {
  switch (issue.code) {
    case 'custom':
    // Every pattern brings words of its own.
    case 'invalid_format':
      return issue.message
    case 'invalid_type':
      return issue.input === undefined
        ? 'This field is required.'
        : `This must be ${withArticle(NOUNS[issue.expected] ?? issue.expected)}.`
    case 'invalid_value':
      return `This must be one of ${issue.values.map(String).join(', ')}.`
    case 'too_small':
      return `This must be at least ${issue.minimum}${unitOf(issue.origin)}.`
    case 'too_big':
      return `This must be at most ${issue.maximum}${unitOf(issue.origin)}.`
    default:
      return 'This is not valid.'
  }
}

/** What our readers call some of the types. */
const NOUNS: Record<string, string> = { array: 'list', int: 'whole number' }

const unitOf = (origin: string): string => (origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '')

const withArticle = (noun: string): string => (/^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`)
