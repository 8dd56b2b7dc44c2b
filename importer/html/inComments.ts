/**
 * Replaces headings, pictures and tables, which comments may not contain, by their words.
 */
import type { Element, Root } from 'hast'
import { HEADINGS } from './blocks/blocks.ts'
import { rowsOf } from './blocks/tables.ts'
import { type Child, changeElements, element, isNamed, propertyOf, textNode } from './elements.ts'

export function asInComments(tree: Root): void {
  changeElements(tree, (node) => {
    if (isNamed(node, ...HEADINGS)) return [element('p', [element('strong', node.children)])]
    if (isNamed(node, 'img')) return [textNode(' '), pictureLink(node), textNode(' ')]
    if (isNamed(node, 'table')) return rowsOf(node).map((row) => element('p', withBars(row)))
    return [node]
  })
}

/** A picture as a link to it; the text is its alternative text. */
function pictureLink(picture: Element): Element {
  const src = propertyOf(picture, 'src')
  return element('a', [textNode(propertyOf(picture, 'alt') || src)], { href: src })
}

/** The cells of a row with a bar between them. */
const withBars = (row: readonly Element[]): Child[] =>
  row.flatMap(({ children }, place) => (place > 0 ? [textNode(' | '), ...children] : children))
