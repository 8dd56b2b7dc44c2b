/**
 * How much Markdown a comment may hold. micromark compares each mark of emphasis with those before it, and walks through all
 * that it has found for each line of a quote or list (https://github.com/micromark/micromark#security). A text beyond these
 * limits is refused before it is rendered, on a fast machine as on a slow one. Prose stays far below: 8,000 characters with
 * every fourth word in bold have 670 marks of emphasis.
 */
import type { Cause } from '../faults.ts'

const EMPHASIS = /\*+|_+|~~+/g
const MOST_EMPHASIS = 800

const LINK = /\]\(/g
const MOST_LINKS = 700

const MOST_LINES_IN_CONTAINERS = 600

/** Each pair of marks on both sides of a word is an element inside an element. */
const LONG_RUN = /[^\s*]\*{200}|\*{200}[^\s*]|[^\s_]_{200}|_{200}[^\s_]/

/** What is wrong with a comment that holds more Markdown than can be rendered in time. */
export function markupFault(text: string): Cause | undefined {
  if (LONG_RUN.test(text)) return { code: 'markup-too-deep' }
  const isTooMuch =
    countOf(EMPHASIS, text) > MOST_EMPHASIS ||
    countOf(LINK, text) > MOST_LINKS ||
    linesInContainers(text) > MOST_LINES_IN_CONTAINERS
  return isTooMuch ? { code: 'too-much-markup' } : undefined
}

function countOf(pattern: RegExp, text: string): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}

const BEGINS_CONTAINER = /^[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=\s|$))/

/** Lines that begin a quote or an item of a list, and those that follow one without a blank line between. */
function linesInContainers(text: string): number {
  let count = 0
  let isInside = false
  for (const line of text.split('\n')) {
    isInside = BEGINS_CONTAINER.test(line) || (isInside && line.trim() !== '')
    if (isInside) count++
  }
  return count
}
