/**
 * What stands in a line and what stands in lines of its own. After {@link reduce} (vocabulary.ts) these are all the blocks
 * there are.
 */
import { type Child, isElement, isNamed, isText, propertyOf, textIn } from './elements.ts'
import { NOTE } from './notes.ts'

export const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
/** Blocks that hold nothing but a line. */
export const LINES = ['p', ...HEADINGS]
/** The parts of a table. Space between them means nothing. */
export const TABLE_PARTS = ['table', 'thead', 'tbody', 'tfoot', 'tr']
/** Blocks in which other blocks may stand. */
export const HOLDERS = ['div', 'blockquote', 'li', 'td', 'th', 'caption']

const BLOCKS = [...LINES, ...HOLDERS, ...TABLE_PARTS, 'ul', 'ol', 'pre', 'hr', 'dt', 'dd']

export const isBlock = (node: Child): boolean => isNamed(node, ...BLOCKS)

/** Whether a block stands anywhere in some nodes. */
export const holdBlock = (nodes: readonly Child[]): boolean =>
  nodes.some((node) => isBlock(node) || (isElement(node) && holdBlock(node.children)))

/** The text in some nodes with a line end wherever a browser begins a line. Pictures are what they show. */
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

/** Whether nothing in some nodes can be seen. */
export const isBlank = (nodes: readonly Child[]): boolean =>
  nodes.every(
    (node) => isText(node) || (isElement(node) && !isNamed(node, 'img', 'hr', NOTE) && isBlank(node.children)),
  ) && textIn(nodes).trim() === ''
