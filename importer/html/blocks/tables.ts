/**
 * Tables in the form that Markdown has: each cell is one line. A table with code or another table in a cell is replaced
 * by the content of its cells, in order.
 */
import type { Element, Root } from 'hast'
import { type Child, changeElements, contentOf, element, isElement, isNamed, textIn, textNode } from '../elements.ts'
import { isBlank, isBlock, linesIn } from './blocks.ts'

/** Between the lines of a cell. */
const LINE_END = ' / '
/** Bounds the work for wrong spans. */
const MOST_COLUMNS = 100

/** @param remark called with each change */
export function settleTables(tree: Root, remark: (reason: string) => void): void {
  changeElements(tree, (node) => (isNamed(node, 'table') ? settled(node, remark) : [node]))
}

/** The cells of each row. */
export const rowsOf = (table: Element): Element[][] => elementsIn(table, 'tr').map((row) => elementsIn(row, 'td', 'th'))

function settled(table: Element, remark: (reason: string) => void): Child[] {
  const captions = elementsIn(table, 'caption').flatMap(asBlocks)
  const rows = rowsOf(table).filter((row) => !row.every(({ children }) => isBlank(children)))
  const cells = rows.flat()
  if (cells.length === 0) return captions
  const isLayout = cells.some(({ children }) => children.some((child) => isNamed(child, 'pre', 'table')))
  // A table of one column is only layout.
  const isFrame = rows.every((row) => row.length === 1) && !cells.some((cell) => isNamed(cell, 'th'))
  if (isFrame || isLayout) {
    remark('a table of one column, or with code or a table in it, became the content of its cells')
    return [...captions, ...cells.flatMap(asBlocks)]
  }
  if (cells.some(({ children }) => textIn(inOneLine(children)) !== textIn(children)))
    remark('cells of a table with several lines became one line each')
  return [...captions, tableOf(rows)]
}

const asBlocks = ({ children }: Element): Child[] =>
  children.some(isBlock) ? children : isBlank(children) ? [] : [element('p', children)]

/** A table with the same number of cells in each row. */
function tableOf(rows: readonly Element[][]): Element {
  const grid = gridOf(rows)
  const columns = Math.max(...grid.map((row) => row.length))
  const isHeaded = rows[0]?.some((cell) => isNamed(cell, 'th'))
  const written = grid.map((row, place) => {
    const name = place === 0 && isHeaded ? 'th' : 'td'
    return element(
      'tr',
      Array.from({ length: columns }, (_, column) => {
        const cell = row[column]
        return element(
          name,
          cell ? inOneLine(cell.children) : [],
          cell?.properties.align ? { align: cell.properties.align } : {},
        )
      }),
    )
  })
  return element('table', written)
}

/** Cells by row and column. A cell that spans others leaves their places empty. */
function gridOf(rows: readonly Element[][]): (Element | undefined)[][] {
  const grid: (Element | undefined)[][] = rows.map(() => [])
  const taken = rows.map(() => new Set<number>())
  rows.forEach((row, number) => {
    let column = 0
    for (const cell of row) {
      while (taken[number]?.has(column)) column++
      const width = spanOf(cell, 'colSpan', MOST_COLUMNS)
      for (let down = 0; down < spanOf(cell, 'rowSpan', rows.length - number); down++)
        for (let along = 0; along < width; along++) taken[number + down]?.add(column + along)
      const line = grid[number]
      if (line) line[column] = cell
      column += width
    }
  })
  return grid.map((row) => Array.from(row))
}

function spanOf(cell: Element, name: 'colSpan' | 'rowSpan', most: number): number {
  const span = Number(cell.properties[name])
  return Number.isInteger(span) && span > 0 ? Math.min(span, most) : 1
}

/** The content of a cell in one line, with a separator between its lines. */
function inOneLine(nodes: readonly Child[]): Child[] {
  const lines: Child[][] = [[]]
  for (const node of nodes) {
    if (isNamed(node, 'br')) lines.push([])
    else if (isNamed(node, 'pre') && isElement(node)) lines.push([textNode(linesIn([node]).replace(/\s+/g, ' '))], [])
    else if (isElement(node) && isBlock(node)) lines.push(inOneLine(node.children), [])
    else lines.at(-1)?.push(isElement(node) ? { ...node, children: contentOf(inOneLine(node.children)) } : node)
  }
  return lines
    .filter((line) => !isBlank(line))
    .flatMap((line, place) => (place === 0 ? line : [textNode(LINE_END), ...line]))
}

/** The elements with a name in a table or a row, without those of nested tables. */
function elementsIn(parent: Element, ...names: string[]): Element[] {
  return parent.children.flatMap((child) => {
    if (!isElement(child)) return []
    if (isNamed(child, ...names)) return [child]
    return isNamed(child, 'thead', 'tbody', 'tfoot') ? elementsIn(child, ...names) : []
  })
}
