/**
 * Event filter patterns of an event source mapping: which stream records reach the function at all.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** `[">", 0, "<=", 5]`: pairs that must all hold. */
function inRange(value: number, range: readonly unknown[]): boolean {
  for (let index = 0; index < range.length; index += 2) {
    if (compare[String(range[index])]?.(value, Number(range[index + 1])) !== true) return false
  }
  return true
}

function ruleHolds(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return rule === value
  const [[name, argument] = ['', undefined]] = Object.entries(rule)
  const text = typeof value === 'string' ? value : undefined
  switch (name) {
    case 'exists':
      return (value !== undefined) === argument
    case 'prefix':
      return text?.startsWith(String(argument)) ?? false
    case 'suffix':
      return text?.endsWith(String(argument)) ?? false
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(argument).toLowerCase()
    case 'anything-but': {
      const not = isRecord(argument) || !Array.isArray(argument) ? [argument] : argument
      return value !== undefined && !not.some((one) => ruleHolds(one, value))
    }
    case 'numeric':
      return typeof value === 'number' && Array.isArray(argument) && inRange(value, argument)
    default:
      throw new Error(`The player does not know the filter rule ${JSON.stringify(rule)}.`)
  }
}

/** Whether a record matches one pattern: all its fields, each by any of its rules. */
function matches(pattern: unknown, event: unknown): boolean {
  if (!isRecord(pattern)) throw new Error(`A filter pattern is an object, not ${JSON.stringify(pattern)}.`)
  return Object.entries(pattern).every(([field, expected]) => {
    if (field === '$or' && Array.isArray(expected)) return expected.some((either) => matches(either, event))
    const value = isRecord(event) ? event[field] : undefined
    if (!Array.isArray(expected)) return matches(expected, value)
    const values = Array.isArray(value) && value.length > 0 ? value : [value]
    return expected.some((rule) => values.some((one) => ruleHolds(rule, one)))
  })
}

/** @param filters JSON patterns; a record passes when any matches, or when there is none */
export function createFilter(filters: readonly string[]): (record: unknown) => boolean {
  const patterns = filters.map((filter): unknown => JSON.parse(filter))
  return (record) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, record))
}
