/**
 * How much Markdown a comment may hold. micromark compares each mark of emphasis with those before it, and moves all that
 * it has found for each line of a quote or list (https://github.com/micromark/micromark#security). A text beyond these
 * limits is refused before it is rendered, on a fast machine as on a slow one. Prose stays far below: 8,000 characters with
 * every third word in bold have 900 marks of emphasis.
 */
import { TOO_MUCH_MARKUP, TOO_NESTED } from './textFaults.ts'

const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/\*+|_+|~~+/g, 1200],
  // Links.
  [/\]\(/g, 700],
  // Lines that begin a quote or an item of a list.
  [/^[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s))/gm, 600],
]

/** Each pair of marks on both sides of a word is an element inside an element. */
const LONG_RUN = /[^\s*]\*{200}|\*{200}[^\s*]|[^\s_]_{200}|_{200}[^\s_]/

/** What is wrong with a comment that holds more Markdown than can be rendered in time. */
export function markupFault(text: string): string | undefined {
  if (LONG_RUN.test(text)) return TOO_NESTED
  return LIMITS.some(([pattern, most]) => countOf(pattern, text) > most) ? TOO_MUCH_MARKUP : undefined
}

function countOf(pattern: RegExp, text: string): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}
