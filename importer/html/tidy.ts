/**
 * Rewrites what Markdown has no form for: nested emphasis, empty emphasis, emphasis with a break at its end, and two
 * emphases side by side. The result reads the same.
 */
import type { Element, Root } from 'hast'
import {
  type Child,
  changeChildren,
  changeElements,
  contentOf,
  element,
  holdsPicture,
  isElement,
  isNamed,
  isText,
  type Parent,
  textIn,
} from './elements.ts'

const EMPHASIS = ['strong', 'em', 'del']

export function tidy(tree: Root): void {
  changeElements(tree, (node) => (isNamed(node, ...EMPHASIS, 'a') ? withoutEdges(node) : [node]))
  // Links that were made since may stand in links, and joined emphasis in the same.
  unnest(tree)
  changeElements(tree, (node) => (isNamed(node, ...EMPHASIS, 'a', 'code') ? filled(node) : [node]))
  changeChildren(tree, merged)
}

/** Unwraps emphasis in the same emphasis, and a link in a link. */
export const unnest = (tree: Root): void => unnestIn(tree, [])

function unnestIn(parent: Parent, around: readonly string[]): void {
  parent.children = contentOf(
    parent.children.flatMap((child): Child[] => {
      if (!isElement(child)) return [child]
      const isInside = isNamed(child, ...EMPHASIS, 'a', 'code') && around.includes(child.tagName)
      // Code is text: nothing in it is emphasised.
      const isInCode = (around.includes('code') || around.includes('pre')) && isNamed(child, ...EMPHASIS, 'a')
      unnestIn(child, isInside ? around : [...around, child.tagName])
      return isInside || isInCode ? child.children : [child]
    }),
  )
}

/** A break at the beginning or the end of emphasis stands before or behind it: Markdown has none there. */
function withoutEdges(node: Element): Child[] {
  const isEdge = (child: Child | undefined) =>
    child !== undefined && (isNamed(child, 'br') || (isText(child) && child.value.trim() === ''))
  const { children } = node
  let from = 0
  let to = children.length
  while (from < to && isEdge(children[from])) from++
  while (to > from && isEdge(children[to - 1])) to--
  const [before, after] = [children.slice(0, from), children.slice(to)]
  const moves = (edge: readonly Child[]) => edge.some((child) => isNamed(child, 'br'))
  if (!moves(before)) from = 0
  if (!moves(after)) to = children.length
  const kept = element(node.tagName, children.slice(from, to), node.properties)
  return [
    ...(from > 0 ? before : []),
    ...(kept.children.length > 0 ? [kept] : []),
    ...(to < children.length ? after : []),
  ]
}

/** Unwraps emphasis around nothing or only space. */
function filled(node: Element): Child[] {
  const isSeen = textIn(node.children).trim() !== '' || holdsPicture(node)
  return isSeen ? [node] : node.children
}

/** Joins two adjacent elements with the same emphasis. */
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
