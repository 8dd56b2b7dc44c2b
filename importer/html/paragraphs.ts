/**
 * Line ends as WordPress shows them: a blank line begins a paragraph, any other is a line break. WordPress does this to
 * text with regular expressions each time it shows it (`wpautop`); here it is done to the tree.
 * Source: https://developer.wordpress.org/reference/functions/wpautop/
 */
import type { Element, Root } from 'hast'
import {
  type Child,
  contentOf,
  element,
  isElement,
  isNamed,
  isText,
  type Parent,
  textIn,
  textNode,
} from './elements.ts'

/** What can't stand in a paragraph. */
const BLOCKS = [
  ...['address', 'article', 'aside', 'blockquote', 'caption', 'center', 'colgroup', 'dd', 'details', 'div', 'dl', 'dt'],
  ...[
    'fieldset',
    'figcaption',
    'figure',
    'footer',
    'form',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'header',
    'hgroup',
    'hr',
  ],
  ...['legend', 'li', 'main', 'menu', 'nav', 'ol', 'p', 'pre', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot'],
  ...['th', 'thead', 'tr', 'ul'],
]
/** Blocks that hold paragraphs. */
const HOLDERS = [
  ...[
    'address',
    'article',
    'aside',
    'blockquote',
    'center',
    'dd',
    'details',
    'div',
    'figure',
    'footer',
    'form',
    'header',
  ],
  ...['li', 'main', 'section', 'td', 'th'],
]
/** Those in which a single paragraph is none. */
const TIGHT = ['dd', 'figure', 'li', 'td', 'th', 'div']
/** Those in which space means nothing. */
const LISTS = ['ul', 'ol', 'menu', 'dl', 'table', 'tbody', 'thead', 'tfoot', 'tr', 'colgroup']

/** Makes paragraphs and line breaks of line ends. */
export function makeParagraphs(tree: Root): void {
  arrange(tree)
}

function arrange(parent: Parent): void {
  const name = parent.type === 'element' ? parent.tagName : ''
  if (name === 'pre') return
  if (parent.type === 'root' || HOLDERS.includes(name)) {
    const paragraphs = divide(parent.children)
    const [only] = paragraphs
    const isTight = TIGHT.includes(name) && paragraphs.length === 1 && only !== undefined && isNamed(only, 'p')
    parent.children = contentOf(isTight && isElement(only) ? only.children : paragraphs)
    return
  }
  for (const child of parent.children) if (isElement(child) && BLOCKS.includes(child.tagName)) arrange(child)
  if (!LISTS.includes(name)) parent.children = contentOf(withBreaks(parent.children))
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
    if (isBlock(node)) {
      close()
      if (isNamed(node, 'code')) blocks.push(element('pre', [node]))
      else {
        arrange(node)
        blocks.push(node)
      }
    } else if (isText(node)) {
      const [first = '', ...others] = node.value.split(/\n\s*\n/)
      line.push(textNode(first))
      for (const other of others) {
        close()
        line.push(textNode(other))
      }
    } else line.push(node)
  }
  close()
  return blocks
}

/** Code of several lines is a block of code, whatever it stands in. */
const isBlock = (node: Child): node is Element =>
  isNamed(node, ...BLOCKS) || (isNamed(node, 'code') && /\S\s*\n\s*\S/.test(textIn([node])))

/** Breaks instead of line ends, none of them at the ends or beside one that was written. */
function withBreaks(nodes: readonly Child[]): Child[] {
  const broken = breakLines(nodes)
  while (isBlank(broken[0])) broken.shift()
  while (isBlank(broken.at(-1))) broken.pop()
  return broken.map((node) => (node === BREAK ? element('br', []) : node))
}

function breakLines(nodes: readonly Child[]): Child[] {
  const broken = nodes.flatMap((node): Child[] => {
    if (isText(node)) {
      return node.value
        .split(/[^\S\n]*\n/)
        .flatMap((line, place) => (place === 0 ? [textNode(line)] : [BREAK, textNode(line)]))
    }
    if (isElement(node) && !isNamed(node, 'code', ...BLOCKS))
      node.children = contentOf(breakLines(node.children).map((child) => (child === BREAK ? element('br', []) : child)))
    return [node]
  })
  const shown = broken.filter((node) => !isText(node) || node.value !== '')
  return shown.filter((node, place) => node !== BREAK || !isBreakBefore(shown, place))
}

/** Stands for a line end, to be told from a break that was written. */
const BREAK: Child = element('br', [])

/** WordPress adds no break where one was written. */
const isBreakBefore = (nodes: readonly Child[], place: number): boolean => {
  const before = nodes[place - 1]
  return before !== undefined && before !== BREAK && isNamed(before, 'br')
}

const isBlank = (node: Child | undefined): boolean =>
  node === BREAK || (isText(node) && node.value.trim() === '') || (node !== undefined && isNamed(node, 'br'))
