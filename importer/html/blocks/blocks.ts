/**
 * Which elements are blocks and which are inline. After `reduce` (../vocabulary.ts) a tree has no other blocks than
 * these.
 */
import { type Child, isElement, isNamed, isText, propertyOf, textIn } from '../elements.ts'
import { NOTE } from '../notes.ts'

export const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
/** Blocks with inline content only. */
export const LINES = ['p', ...HEADINGS]
/** The parts of a table. Whitespace between them is ignored. */
export const TABLE_PARTS = ['table', 'thead', 'tbody', 'tfoot', 'tr']
/** Blocks that may contain other blocks. */
export const HOLDERS = ['div', 'blockquote', 'li', 'td', 'th', 'caption']

const BLOCKS = [...LINES, ...HOLDERS, ...TABLE_PARTS, 'ul', 'ol', 'pre', 'hr', 'dt', 'dd']

export const isBlock = (node: Child): boolean => isNamed(node, ...BLOCKS)

/** Whether some nodes contain a block at any depth. */
export const holdBlock = (nodes: readonly Child[]): boolean =>
  nodes.some((node) => isBlock(node) || (isElement(node) && holdBlock(node.children)))

/** The text of some nodes, with a line end wherever a browser begins a line. A picture is its alternative text. */
export const linesIn = (nodes: readonly Child[]): string => withLines('', nodes)

const withLines = (before: string, nodes: readonly Child[]): string =>
  nodes.reduce((text, node) => {
    if (isText(node)) return text + node.value
    if (!isElement(node)) return text
    if (node.tagName === 'br') return `${text}\n`
    if (node.tagName === 'img') return `${text} ${propertyOf(node, 'alt')} `
    if (isNamed(node, 'td', 'th')) return `${withLines(text, node.children)} `
    return isBlock(node) ? begun(withLines(begun(text), node.children)) : withLines(text, node.children)
  }, before)

const begun = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** Whether nothing in some nodes is visible. */
export const isBlank = (nodes: readonly Child[]): boolean =>
  nodes.every(
    (node) => isText(node) || (isElement(node) && !isNamed(node, 'img', 'hr', NOTE) && isBlank(node.children)),
  ) && textIn(nodes).trim() === ''
