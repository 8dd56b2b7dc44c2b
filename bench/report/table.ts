/**
 * The figures as one table for the terminal.
 */
import type { Figure } from '../figures.ts'

const HEADINGS = ['what', 'value', 'unit', '±', 'runs', 'floor', 'ratio', 'budget', '']

/** @param age shown beside each figure. @default none */
export function tableOf(figures: readonly Figure[], age?: string): string {
  const headings = age === undefined ? HEADINGS : [...HEADINGS, 'age']
  const rows = figures.map((figure) => [
    figure.name,
    grouped(figure.value),
    figure.unit,
    optional(figure.spread),
    optional(figure.runs),
    optional(figure.floor),
    optional(figure.ratio),
    figure.budget === undefined
      ? ''
      : `${figure.budgetOf === 'ratio' ? '× ' : ''}${grouped(figure.budget)}${isWithin(figure) ? '' : '  OVER'}`,
    figure.note ?? '',
    ...(age === undefined ? [] : [age]),
  ])
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(headings), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

const isWithin = ({ value, ratio, budget, budgetOf = 'value' }: Figure): boolean =>
  budget === undefined || (budgetOf === 'ratio' ? (ratio ?? Number.NaN) : value) <= budget

const isNumeric = (column: number): boolean => column !== 0 && column !== 2 && column !== 8
const optional = (value: number | undefined): string => (value === undefined ? '' : grouped(value))

export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}
