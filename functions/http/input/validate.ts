/**
 * Validates input against a schema and names every fault at once.
 */
import type { ZodMiniType } from 'zod/mini'
import type { $ZodIssue } from 'zod/v4/core'
import type { PatternCode } from '../../contract/schemas/because.ts'
import { lengthOf } from '../../contract/schemas/fields.ts'
import { InvalidInput } from '../../domain/errors.ts'
import type { Cause, Fault } from '../../domain/faults.ts'

/** Most faults in an answer, so that a hostile body does not cause a long one. */
export const MAX_FAULTS = 100

/**
 * Validates a value and returns it as the schema parses it.
 * @throws InvalidInput naming every fault
 */
export function validate<T>(schema: ZodMiniType<T>, value: unknown): T {
  // The input distinguishes a field of the wrong type from a missing field.
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const { issues } = result.error
  throw new InvalidInput(issues.filter(isNoSequel(issues)).flatMap(faultsOf).slice(0, MAX_FAULTS))
}

/** Zod measures the length of a string even where it expects a list. The type is then the only fault. */
function isNoSequel(issues: readonly $ZodIssue[]): (issue: $ZodIssue) => boolean {
  const place = ({ path }: $ZodIssue) => JSON.stringify(path)
  const ofWrongType = new Set(issues.filter(({ code }) => code === 'invalid_type').map(place))
  return (issue) => issue.code === 'invalid_type' || !ofWrongType.has(place(issue))
}

function faultsOf(issue: $ZodIssue): Fault[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...issue.path, key], code: 'unknown-field' }))
    : [{ path: issue.path, ...causeOf(issue) }]
}

function causeOf(issue: $ZodIssue): Cause {
  switch (issue.code) {
    case 'custom':
      // Custom checks contain their cause (contract/schemas/because.ts).
      return (issue.params as Cause | undefined) ?? { code: 'invalid' }
    case 'invalid_format':
      // Patterns have the code as their message.
      return { code: issue.message as PatternCode }
    case 'invalid_type':
      return issue.input === undefined ? { code: 'required' } : { code: 'wrong-type', expected: issue.expected }
    case 'invalid_value':
      return { code: 'not-one-of', allowed: issue.values.map(String) }
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.input)
    default:
      return { code: 'invalid' }
  }
}

function tooSmall(origin: string, minimum: number): Cause {
  if (origin === 'array') return { code: 'too-few', minimum }
  return origin === 'string' ? { code: 'too-short', minimum } : { code: 'too-low', minimum }
}

function tooBig(origin: string, maximum: number, input: unknown): Cause {
  if (origin === 'array') return { code: 'too-many', maximum }
  return origin === 'string'
    ? { code: 'too-long', maximum, length: lengthOf(String(input)) }
    : { code: 'too-high', maximum }
}
