/**
 * How much Markdown a comment may hold. micromark compares each mark of emphasis with those before it, and moves all that
 * it has found for each line of a quote or list (https://github.com/micromark/micromark#security). A text beyond these
 * limits is refused before it is rendered, on a fast machine as on a slow one. Prose stays far below: 8,000 characters with
 * every third word in bold have 900 marks of emphasis.
 */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/\*+|_+|~~+/g, 1200],
  // Lines that begin a quote or an item of a list.
  [/^[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s))/gm, 600],
]

/** Whether a comment holds more Markdown than can be rendered in time. */
export function hasTooMuchMarkup(text: string): boolean {
  return LIMITS.some(([pattern, most]) => countOf(pattern, text) > most)
}

function countOf(pattern: RegExp, text: string): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}
