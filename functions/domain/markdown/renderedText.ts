/**
 * The visible text of micromark's HTML. micromark encodes four characters only, so no HTML parser is needed.
 */
import type { Cause } from '../faults.ts'
import { isVisible, turnedAt } from '../writing.ts'

const ENTITIES = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&amp;', '&'],
] as const

export const decode = (html: string): string =>
  ENTITIES.reduce((text, [entity, character]) => text.replaceAll(entity, character), html)
export const encode = (text: string): string =>
  ENTITIES.toReversed().reduce((html, [entity, character]) => html.replaceAll(character, entity), text)

const BLOCK_END = /<\/(?:p|li|h[1-6]|pre|blockquote|t[hd])>|<hr \/>/g
/** A class is of the language that a block of code names. */
const ATTRIBUTES = /<[^>]* (?:alt|title|class)="(?:language-)?([^"]*)"[^>]*>/g

/**
 * The fault of rendered HTML. Checks of the Markdown source would not find it: `&#x202E;` is rendered as the character
 * itself, and `>` is rendered as nothing.
 */
export function renderedFault(html: string): Cause | undefined {
  const text = decode(html.replace(BLOCK_END, '\n\n').replace(/<[^>]*>/g, ''))
  if (!isVisible(text) && !html.includes('<img ')) return { code: 'nothing-visible' }
  const inAttributes = [...html.matchAll(ATTRIBUTES)].map(([, value = '']) => decode(value))
  const near = turnedAt([text, ...inAttributes].join('\n\n'))
  return near === undefined ? undefined : { code: 'text-direction', near }
}
