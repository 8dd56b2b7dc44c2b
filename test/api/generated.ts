/**
 * Requests made from the schemas of the OpenAPI document (JSON Schema 2020-12, as far as the document uses it).
 */
import fc from 'fast-check'

export type JsonSchema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
}

/** Values for a property by its name, if its description has rules that the schema does not have. */
export type ByName = Record<string, fc.Arbitrary<unknown>>

/** A value that the schema allows. */
export function valid(schema: JsonSchema, byName: ByName = {}): fc.Arbitrary<unknown> {
  const inner = (one: JsonSchema) => valid(one, byName)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf
  if (options) return fc.oneof(...options.map(inner))
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      const model = Object.fromEntries(properties.map(([name, one]) => [name, byName[name] ?? inner(one)]))
      return fc.record(model, { requiredKeys: schema.required ?? [] })
    }
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      })
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.json().map((text) => JSON.parse(text))
  }
}

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString())
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, Math.max(60, minLength)) })
}

/** Text with characters that have a meaning in some format. */
const AWKWARD = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ...['\u0000', '\v', '\u0085', '\u2028', '\u202E', '\u2066', '\u2069', '\u200D', '\uFEFF', '\u00AD', '\uD800'],
        ...[
          '&#x202E;',
          '&nbsp;',
          '> ',
          '- ',
          '1. ',
          '*',
          '_',
          '`',
          '```\n',
          '[',
          '](',
          ')',
          '<',
          '<!--',
          '|',
          '\n',
          '    ',
        ],
        ...[
          'www.a_',
          'http://',
          'a@b',
          '__proto__',
          '../',
          '%00',
          '#',
          '?',
          '\\',
          "'",
          '"',
          '{',
          'a',
          'é',
          '雨',
          '😀',
          '0',
        ],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('a'.repeat(9000), '*_'.repeat(4000), '[a](b)'.repeat(1300), '> '.repeat(4000), '😀'.repeat(8001)),
)

const ANYTHING: fc.Arbitrary<unknown> = fc.oneof(
  AWKWARD,
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text)),
  fc.constantFrom(null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', [], {}, [[]], { a: {} }),
)

/** A value that the schema allows, changed in up to three places. */
export const spoilt = (schema: JsonSchema, byName: ByName = {}): fc.Arbitrary<unknown> =>
  fc
    .tuple(valid(schema, byName), fc.array(fc.tuple(fc.nat(), ANYTHING, fc.boolean()), { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce((sound, [place, by, adds]) => changedAt(sound, place, by, adds), value))

function changedAt(value: unknown, place: number, by: unknown, adds: boolean): unknown {
  if (typeof value !== 'object' || value === null || (place % 7 === 0 && !adds)) return by
  if (Array.isArray(value)) {
    if (adds || value.length === 0) return [...value, by]
    return value.map((item, index) => (index === place % value.length ? changedAt(item, place >> 3, by, adds) : item))
  }
  const entries = Object.entries(value)
  if (adds || entries.length === 0) return Object.fromEntries([...entries, [String(by).slice(0, 20), by]])
  return Object.fromEntries(
    entries.map(([name, item], index) => [
      name,
      index === place % entries.length ? changedAt(item, place >> 3, by, adds) : item,
    ]),
  )
}

/** An unusual path segment or query value. It has no lone surrogates, because a URL cannot contain them. */
export const strange: fc.Arbitrary<string> = AWKWARD.map((text) => text.toWellFormed().slice(0, 300)).filter(
  (text) => text.isWellFormed() && !/^\.*$/.test(text),
)
