/**
 * Makes every child a block: inline content beside blocks becomes a paragraph, and a `div` is replaced by its content.
 */
import type { Element } from 'hast'
import { type Child, contentOf, element, isElement, isNamed, type Parent } from '../elements.ts'
import { HOLDERS, isBlank, isBlock } from './blocks.ts'

export function settleBlocks(parent: Parent): void {
  for (const child of parent.children) if (isElement(child) && isBlock(child)) settleBlocks(child)
  // The lines of a quote are paragraphs. Those of an item or a cell are not, where there is but one.
  const isOuter = parent.type === 'root' || parent.tagName === 'blockquote'
  if (!isOuter && !HOLDERS.includes(parent.tagName)) return
  const pieces = parent.children.flatMap((child) =>
    isElement(child) && isNamed(child, 'div', 'li', 'caption') ? opened(child) : [child],
  )
  const paragraphs = paragraphsIn(pieces)
  const [first, ...others] = paragraphs
  // A paragraph would set the items of a list apart.
  const isTight = !isOuter && others.every(canFollowLine)
  const line = isTight && first && isElement(first) && isNamed(first, 'p') ? first.children : undefined
  parent.children = contentOf(line ? [...line, ...others] : paragraphs)
}

/**
 * Whether a block is a list that needs no blank line before it. One that begins with an empty item does.
 * Source: https://spec.commonmark.org/0.31.2/#list-items
 */
const canFollowLine = (block: Child): boolean =>
  isElement(block) && isNamed(block, 'ul', 'ol') && !isBlank(block.children.slice(0, 1))

const opened = (block: Element): Child[] =>
  block.children.some(isBlock) ? paragraphsIn(block.children) : [element('p', block.children)]

/** Some nodes, with those that stand in a line as paragraphs. */
function paragraphsIn(nodes: readonly Child[]): Child[] {
  const result: Child[] = []
  let run: Child[] = []
  const close = () => {
    if (!isBlank(run)) result.push(element('p', run))
    run = []
  }
  for (const node of nodes) {
    if (isBlock(node)) {
      close()
      if (!isNamed(node, 'p') || !isBlank([node])) result.push(node)
    } else run.push(node)
  }
  close()
  return result
}
