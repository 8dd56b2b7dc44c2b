/**
 * Reads JSON as strictly as RFC 8259 section 4 allows. Duplicate names and deep nesting are refused, because parsers
 * treat them differently, and attacks use such differences. `JSON.parse` parses the text. This file finds what it does
 * not report.
 */
import { MalformedBody } from '../refusals.ts'

/** Deeper than any body of this API, and not too deep for recursive code. */
const MAX_DEPTH = 32

/**
 * Parses a JSON text.
 * @throws MalformedBody on a syntax error, a duplicate name or nesting deeper than 32
 */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MalformedBody('The body is not valid JSON.')
  }
  refuseDuplicatesAndDepth(text)
  return value
}

/** Reads a valid JSON text token by token and keeps the names in each open object. */
function refuseDuplicatesAndDepth(text: string): void {
  const open: (Set<string> | null)[] = []
  let expectsName = false
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        open.push(text[at] === '{' ? new Set() : null)
        if (open.length > MAX_DEPTH) throw new MalformedBody(`The body is nested more than ${MAX_DEPTH} levels deep.`)
        expectsName = text[at] === '{'
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        expectsName = open.at(-1) instanceof Set
        break
      case '"': {
        const end = closingQuote(text, at)
        if (expectsName) note(open.at(-1), text.slice(at, end + 1))
        expectsName = false
        at = end
      }
    }
  }
}

function note(names: Set<string> | null | undefined, quoted: string): void {
  // Escapes are resolved first: "a" and "\u0061" are the same name.
  const name: string = JSON.parse(quoted)
  if (names?.has(name)) throw new MalformedBody(`The body names ${quoted.slice(0, 80)} twice.`)
  names?.add(name)
}

function closingQuote(text: string, from: number): number {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
