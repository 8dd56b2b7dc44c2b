/**
 * What a comment here may not hold: headings, pictures and tables. Their words stay.
 */
import type { Element, Root } from 'hast'
import { type Child, changeElements, element, isElement, isNamed, propertyOf, textNode } from './elements.ts'

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']

export function asInComments(tree: Root): void {
  changeElements(tree, (node) => {
    if (isNamed(node, ...HEADINGS)) return [element('p', [element('strong', node.children)])]
    if (isNamed(node, 'img')) return [pictureLink(node)]
    if (isNamed(node, 'table')) return rowsOf(node).map((row) => element('p', row))
    return [node]
  })
}

/** A picture is a link to it, called what it shows. */
function pictureLink(picture: Element): Element {
  const src = propertyOf(picture, 'src')
  return element('a', [textNode(propertyOf(picture, 'alt') || src)], { href: src })
}

/** The rows of a table, each as its cells with a bar between them. */
function rowsOf(parent: Element): Child[][] {
  return parent.children.flatMap((child) => {
    if (!isElement(child)) return []
    if (!isNamed(child, 'tr')) return isNamed(child, 'caption') ? [child.children] : rowsOf(child)
    const cells = child.children.filter((cell) => isNamed(cell, 'td', 'th'))
    return [
      cells.flatMap((cell, place) => [
        ...(place > 0 ? [textNode(' | ')] : []),
        ...('children' in cell ? cell.children : []),
      ]),
    ]
  })
}
