/**
 * Reduces HTML to the elements that Markdown has a form for. Every block becomes one of those in blocks/blocks.ts. An
 * inline element without a form is replaced by its content.
 */
import type { Element, Root } from 'hast'
import { HEADINGS, holdBlock, isBlank, linesIn, TABLE_PARTS } from './blocks/blocks.ts'
import { type Child, changeElements, element, holdsPicture, isElement, isNamed, isText, textNode } from './elements.ts'
import { NOTE } from './notes.ts'
import { lowered, raised } from './scripts.ts'

/** Elements that become another with the same meaning. */
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
  dir: 'ul',
  menu: 'ul',
  listing: 'pre',
}
const KEPT = [
  NOTE,
  ...['a', 'strong', 'em', 'del', 'code', 'br', 'img', 'p', 'div', 'blockquote', 'ul', 'ol', 'li', 'pre', 'hr'],
  ...HEADINGS,
  ...TABLE_PARTS,
  ...['td', 'th', 'caption'],
]
/** Blocks that become a `div`. Other blocks are in {@link KEPT}. */
const PLAIN_BLOCKS = [
  ...[
    'address',
    'article',
    'aside',
    'center',
    'details',
    'dd',
    'dl',
    'dt',
    'fieldset',
    'figcaption',
    'figure',
    'footer',
  ],
  ...['form', 'header', 'hgroup', 'legend', 'main', 'nav', 'search', 'section', 'summary', 'multicol'],
]

/** @param remark called with each loss */
export function reduce(tree: Root, remark: (reason: string) => void): void {
  changeElements(tree, (node) => {
    const name = SAME[node.tagName] ?? node.tagName
    if (name === 'sup') return raised(node.children)
    if (name === 'sub') return lowered(node.children)
    if (name === 'ruby') return readingsApart(node.children)
    if (name === 'rt' || name === 'rp') return [node]
    if (name === 'wbr') return []
    if (name === 'q') return isBlank(node.children) ? node.children : [textNode('“'), ...node.children, textNode('”')]
    if (name === 'dl') return [termList(node)]
    // Their list handles them.
    if (name === 'dt' || name === 'dd') return [node]
    if (name === 'code') return [code(node)]
    if (name === 'pre') return preformatted(node, remark)
    if (KEPT.includes(name)) return [name === node.tagName ? node : element(name, node.children, node.properties)]
    return PLAIN_BLOCKS.includes(name) ? [element('div', node.children)] : node.children
  })
  changeElements(tree, (node) => {
    if (isNamed(node, 'dt', 'dd')) return [element('div', node.children)]
    return isNamed(node, 'rt', 'rp') ? node.children : [node]
  })
}

/** Code as text. Several lines become a block of code. */
function code({ children, properties }: Element): Element {
  const text = linesIn(children)
  const inner = element('code', [textNode(text)], properties)
  return /\S\s*\n\s*\S/.test(text) || holdBlock(children) ? element('pre', [inner]) : inner
}

/** Text as it is. Markdown has no pictures in code. */
function preformatted(node: Element, remark: (reason: string) => void): Child[] {
  if (holdsPicture(node)) remark('pictures in code became their alternative texts')
  const text = linesIn(node.children)
  if (text.trim() === '') return [element('div', [])]
  return [element('pre', [element('code', [textNode(text)], codeIn(node)?.properties)])]
}

/** The code in a block, which may name its language. */
function codeIn(node: Element): Element | undefined {
  const inner = node.children.find((child) => isNamed(child, 'code', 'pre'))
  if (inner === undefined || !isElement(inner)) return undefined
  return isNamed(inner, 'code') ? inner : codeIn(inner)
}

/** Puts the reading of a word after it, in brackets. The old page may have brackets of its own. */
function readingsApart(children: Child[]): Child[] {
  if (children.some((child) => isNamed(child, 'rp'))) return children
  return children.flatMap((child) =>
    isElement(child) && isNamed(child, 'rt') ? [textNode('('), ...child.children, textNode(')')] : [child],
  )
}

/** Terms and their definitions as one list. */
function termList(list: Element): Element {
  const items: Element[] = []
  // A pair may be in an element of its own.
  const isPart = (node: Child) => isNamed(node, 'dt', 'dd')
  const isPair = (node: Child) =>
    isNamed(node, 'div') &&
    isElement(node) &&
    node.children.some(isPart) &&
    node.children.every((child) => isPart(child) || isBlank([child]))
  for (const child of list.children.flatMap((each) => (isElement(each) && isPair(each) ? each.children : [each]))) {
    const last = items.at(-1)
    if (isElement(child) && isNamed(child, 'dt')) items.push(element('li', [element('p', child.children)]))
    else if (isText(child) && child.value.trim() === '' && !last) continue
    else {
      const block = isElement(child) && isNamed(child, 'dd') ? element('div', child.children) : child
      if (last) last.children.push(...element('li', [block]).children)
      else items.push(element('li', [block]))
    }
  }
  return element('ul', items)
}
