/**
 * Lifts blocks out of inline elements. HTML allows a quote in a link, in emphasis and, in browsers, in a heading.
 * Markdown does not. The inline element is repeated in the block and after it, so readers see the same.
 */
import type { Element, Root } from 'hast'
import { type Child, contentOf, element, isElement, isNamed, isText } from '../elements.ts'
import { HEADINGS, isBlock, LINES, TABLE_PARTS } from './blocks.ts'

export function liftBlocks(tree: Root): void {
  tree.children = lifted(tree.children)
}

/** Nodes without a block in an inline element. */
const lifted = (nodes: readonly Child[]): Root['children'] =>
  nodes.flatMap((node): Child[] => {
    if (!isElement(node)) return [node]
    const inner = { ...node, children: contentOf(lifted(node.children)) }
    if (isNamed(node, 'ul', 'ol')) return [{ ...inner, children: contentOf(items(inner.children)) }]
    const isLine = !isBlock(node) || isNamed(node, ...LINES)
    return isLine && inner.children.some(isBlock) ? spread(inner, inner.children) : [inner]
  })

/** An inline element that contains blocks, split into inline elements and blocks. */
function spread(shell: Element, nodes: readonly Child[]): Element[] {
  const result: Element[] = []
  let run: Child[] = []
  const close = () => {
    if (run.length > 0) result.push(element(shell.tagName, run, shell.properties))
    run = []
  }
  for (const node of nodes) {
    if (isElement(node) && isBlock(node)) {
      close()
      result.push(within(shell, node))
    } else run.push(node)
  }
  close()
  return result
}

/** A block with the shell around each of its lines. */
function within(shell: Element, block: Element): Element {
  if (isNamed(block, 'pre', 'hr') || (isNamed(shell, 'p') && isNamed(block, ...LINES))) return block
  if (isNamed(shell, ...LINES) && isNamed(block, 'p')) return element(shell.tagName, block.children, shell.properties)
  if (isNamed(block, ...LINES)) {
    if (isNamed(shell, ...HEADINGS)) return block
    return element(block.tagName, [element(shell.tagName, block.children, shell.properties)], block.properties)
  }
  if (isNamed(block, 'ul', 'ol', ...TABLE_PARTS)) {
    const children = block.children.map((child) => (isElement(child) ? within(shell, child) : child))
    return element(block.tagName, children, block.properties)
  }
  // A heading or a paragraph ends where a quote or a list begins.
  if (isNamed(shell, ...LINES) && !isNamed(block, 'div')) return block
  return element(block.tagName, spread(shell, block.children), block.properties)
}

/** The children of a list as items only. A list between items becomes part of the item before. */
function items(children: readonly Child[]): Element[] {
  const result: Element[] = []
  let isOpen = false
  for (const child of children) {
    if (isElement(child) && isNamed(child, 'li')) {
      result.push(child)
      isOpen = false
    } else if (isText(child) && child.value.trim() === '' && !isOpen) continue
    else {
      const last = result.at(-1)
      const isPart = isOpen || isNamed(child, 'ul', 'ol')
      if (last && isPart) last.children.push(...contentOf([child]))
      else {
        result.push(element('li', [child]))
        isOpen = true
      }
    }
  }
  return result
}
