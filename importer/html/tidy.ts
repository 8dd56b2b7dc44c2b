/**
 * What HTML may hold and Markdown can't write down: emphasis in emphasis, emphasis of nothing, two that touch. It is
 * brought into a form that reads the same and can be written.
 */
import type { Element, Root } from 'hast'
import {
  type Child,
  changeChildren,
  changeElements,
  contentOf,
  element,
  isElement,
  isNamed,
  isText,
  type Parent,
  textIn,
} from './elements.ts'

/** Names that mean the same here. */
const SAME: Record<string, string> = {
  b: 'strong',
  i: 'em',
  cite: 'em',
  dfn: 'em',
  var: 'em',
  s: 'del',
  strike: 'del',
  tt: 'code',
  kbd: 'code',
  samp: 'code',
}
const EMPHASIS = ['strong', 'em', 'del']

export function tidy(tree: Root): void {
  changeElements(tree, (node) => {
    const name = SAME[node.tagName]
    return [name === undefined ? node : element(name, node.children)]
  })
  unnest(tree, [])
  changeElements(tree, (node) => (isNamed(node, ...EMPHASIS, 'a', 'code') ? filled(node) : [node]))
  changeChildren(tree, merged)
}

/** Emphasis in the same emphasis, and a link in a link, are no more than the outer. */
function unnest(parent: Parent, around: readonly string[]): void {
  parent.children = contentOf(
    parent.children.flatMap((child): Child[] => {
      if (!isElement(child)) return [child]
      unnest(child, [...around, child.tagName])
      const isInside = isNamed(child, ...EMPHASIS, 'a', 'code') && around.includes(child.tagName)
      // Code is text: nothing in it is emphasised.
      const isInCode = (around.includes('code') || around.includes('pre')) && isNamed(child, ...EMPHASIS, 'a')
      return isInside || isInCode ? child.children : [child]
    }),
  )
}

/** What emphasises nothing, or only space, is what it holds. */
function filled(node: Element): Child[] {
  const isSeen = textIn(node.children).trim() !== '' || holdsPicture(node)
  return isSeen ? [node] : node.children
}

const holdsPicture = (node: Element): boolean =>
  node.children.some((child) => isElement(child) && (isNamed(child, 'img') || holdsPicture(child)))

/** Two that follow each other directly and emphasise in the same way are one. */
function merged(children: Child[]): Child[] {
  const result: Child[] = []
  for (const child of children) {
    const last = result.at(-1)
    const isSame =
      last && isElement(last) && isElement(child) && isNamed(child, last.tagName) && isNamed(child, ...EMPHASIS, 'code')
    if (isSame) last.children = contentOf(merged([...last.children, ...child.children]))
    else if (last && isText(last) && isText(child))
      result.splice(-1, 1, { type: 'text', value: last.value + child.value })
    else result.push(child)
  }
  return result
}
