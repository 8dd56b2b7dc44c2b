/**
 * Line ends as WordPress shows them: a blank line begins a paragraph, any other is a line break. WordPress applies
 * regular expressions to the text (`wpautop`). Here the tree is changed, after blocks were lifted out of inline
 * elements (lift.ts).
 * Source: https://developer.wordpress.org/reference/functions/wpautop/
 */
import type { Root } from 'hast'
import { type Child, contentOf, element, isElement, isNamed, isText, type Parent, textNode } from '../elements.ts'
import { HOLDERS, isBlock, LINES, TABLE_PARTS } from './blocks.ts'

/** Elements in which a single paragraph is unwrapped. */
const TIGHT = ['li', 'td', 'th', 'caption', 'div']

/** Makes paragraphs and line breaks of line ends. */
export function makeParagraphs(tree: Root): void {
  arrange(tree)
}

function arrange(parent: Parent): void {
  const name = parent.type === 'element' ? parent.tagName : ''
  if (parent.type === 'root' || HOLDERS.includes(name)) {
    const paragraphs = divide(parent.children)
    const [only] = paragraphs
    const isTight = TIGHT.includes(name) && paragraphs.length === 1 && only !== undefined && isNamed(only, 'p')
    parent.children = contentOf(isTight && isElement(only) ? only.children : paragraphs)
  } else if (LINES.includes(name)) parent.children = contentOf(withBreaks(parent.children))
  else if (['ul', 'ol', ...TABLE_PARTS].includes(name))
    for (const child of parent.children) if (isElement(child)) arrange(child)
}

/** Some nodes in which blocks and text are mixed, as blocks only. */
function divide(nodes: readonly Child[]): Child[] {
  const blocks: Child[] = []
  let line: Child[] = []
  const close = () => {
    const content = withBreaks(line)
    if (content.length > 0) blocks.push(element('p', content))
    line = []
  }
  for (const node of nodes) {
    if (isElement(node) && isBlock(node)) {
      close()
      arrange(node)
      blocks.push(node)
    } else {
      const [first, ...others] = parted(node)
      if (first) line.push(first)
      for (const other of others) {
        close()
        line.push(other)
      }
    }
  }
  close()
  return blocks
}

/** A node split at blank lines. Emphasis across a blank line is repeated in each part. */
function parted(node: Child): Child[] {
  if (isText(node)) return node.value.split(/\n\s*\n/).map(textNode)
  if (!isElement(node) || isNamed(node, 'code', 'br', 'img')) return [node]
  const lines: Child[][] = [[]]
  for (const child of node.children) {
    const [first, ...others] = parted(child)
    if (first) lines.at(-1)?.push(first)
    for (const other of others) lines.push([other])
  }
  return lines.map((line) => element(node.tagName, line, node.properties))
}

/** Breaks instead of line ends, none of them at the ends or beside one that was written. */
function withBreaks(nodes: readonly Child[]): Child[] {
  const broken = breakLines(nodes)
  while (isNothing(broken[0])) broken.shift()
  while (isNothing(broken.at(-1))) broken.pop()
  return broken.map((node) => (node === BREAK ? element('br', []) : node))
}

function breakLines(nodes: readonly Child[]): Child[] {
  const broken = nodes.flatMap((node): Child[] => {
    if (isText(node)) {
      return node.value
        .split(/[^\S\n]*\n/)
        .flatMap((line, place) => (place === 0 ? [textNode(line)] : [BREAK, textNode(line)]))
    }
    if (isElement(node) && !isNamed(node, 'code') && !isBlock(node))
      node.children = contentOf(breakLines(node.children).map((child) => (child === BREAK ? element('br', []) : child)))
    return [node]
  })
  const shown = broken.filter((node) => !isText(node) || node.value !== '')
  return shown.filter((node, place) => node !== BREAK || !isBreakBefore(shown, place))
}

/** A line end, as opposed to a `<br>` in the source. */
const BREAK: Child = element('br', [])

/** WordPress adds no break where one was written. */
const isBreakBefore = (nodes: readonly Child[], place: number): boolean => {
  const before = nodes[place - 1]
  return before !== undefined && before !== BREAK && isNamed(before, 'br')
}

const isNothing = (node: Child | undefined): boolean =>
  node === BREAK || (isText(node) && node.value.trim() === '') || (node !== undefined && isNamed(node, 'br'))
