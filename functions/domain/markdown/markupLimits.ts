/**
 * Limits for the amount of Markdown in a comment. micromark compares each emphasis mark with the earlier ones, and goes
 * through all of its events for each line of a quote or list (https://github.com/micromark/micromark#security). A text
 * beyond these limits is refused before it is rendered, so the result does not depend on the speed of the machine.
 * Prose stays far below: 8,000 characters with every fourth word in bold have 670 emphasis marks.
 */
import type { Cause } from '../faults.ts'

const EMPHASIS = /\*+|_+|~~+/g
const MOST_EMPHASIS = 800

const LINK = /\]\(/g
const MOST_LINKS = 700

const MOST_LINES_IN_CONTAINERS = 600

/** A long run of marks beside a word. Each pair of marks around a word makes one more nested element. */
const LONG_RUN = /[^\s*]\*{200}|\*{200}[^\s*]|[^\s_]_{200}|_{200}[^\s_]/

/** The fault of a comment with more Markdown than can be rendered in time. */
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

/** The number of lines that begin a quote or a list item, or follow one without a blank line. */
function linesInContainers(text: string): number {
  let count = 0
  let isInside = false
  for (const line of text.split('\n')) {
    isInside = BEGINS_CONTAINER.test(line) || (isInside && line.trim() !== '')
    if (isInside) count++
  }
  return count
}
