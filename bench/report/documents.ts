/**
 * Writes figures into documents, between two marks, so that no document has a figure that was not measured.
 */
import { readFile, writeFile } from 'node:fs/promises'
import type { Figure } from '../figures.ts'
import { figuresOf, readResults } from './results.ts'
import { grouped } from './table.ts'

/** The prefix of the names of the most expensive requests. */
export const DEAREST = 'dearest: '

/** Replaces the text of a document between `<!-- measured: name -->` and `<!-- end -->`. */
export async function writeInto(document: string, name: string, text: string): Promise<void> {
  const file = new URL(`../../docs/${document}`, import.meta.url)
  const before = await readFile(file, 'utf8')
  const start = `<!-- measured: ${name} -->`
  const [head, rest] = split(before, start)
  const [, tail] = split(rest, '<!-- end -->')
  await writeFile(file, `${head}${start}\n\n${text.trim()}\n\n<!-- end -->${tail}`)
}

function split(text: string, mark: string): [string, string] {
  const place = text.indexOf(mark)
  if (place === -1) throw new Error(`The document has no mark “${mark}”.`)
  return [text.slice(0, place), text.slice(place + mark.length)]
}

/** docs/deploying.md: costs, and the reasons for the functions' memory. */
export async function writeCost(figures: readonly Figure[]): Promise<void> {
  const isWorst = ({ name }: Figure) => WORST.test(name)
  const rows = figures
    .filter((figure) => !isWorst(figure))
    .map(({ name, value, note = '' }) => [name, `$${grouped(value)}`, note])
  await writeInto('deploying.md', 'cost', markdown(['what', 'costs', 'of which'], rows))
  await writeInto('deploying.md', 'ceiling', ceilingTable(figures.filter(isWorst)))
}

const WORST = /^the worst (hour|day): (.*)$/

/** The most that a flood can cost, in an hour and in a day. */
function ceilingTable(figures: readonly Figure[]): string {
  const named = figures.map((figure) => ({ figure, name: WORST.exec(figure.name) }))
  const parts = [...new Set(named.map(({ name }) => name?.[2] ?? ''))]
  const cell = (part: string, time: string) => {
    const found = named.find(({ name }) => name?.[1] === time && name[2] === part)
    return found ? `$${grouped(found.figure.value)}` : '–'
  }
  const noteOf = (part: string) => named.find(({ name }) => name?.[2] === part)?.figure.note ?? ''
  return markdown(
    ['part', 'an hour', 'a day', 'from'],
    parts.map((part) => [part, cell(part, 'hour'), cell(part, 'day'), noteOf(part)]),
  )
}

export async function writeMemory(figures: readonly Figure[]): Promise<void> {
  const parts = figures.map(({ name, value, unit }) => ({
    parts: /^(\w+ with \d+) MB: (.*)$/.exec(name),
    value,
    unit,
  }))
  const sizes = [...new Set(parts.map(({ parts: named }) => named?.[1] ?? ''))]
  const whats = [...new Set(parts.map(({ parts: named }) => named?.[2] ?? ''))]
  const cell = (what: string, size: string) => {
    const found = parts.find(({ parts: named }) => named?.[1] === size && named[2] === what)
    if (!found) return '–'
    return found.unit === 'USD' ? `$${found.value.toFixed(2)}` : `${Math.round(found.value)} ${found.unit}`
  }
  const rows = sizes.map((size) => [
    `${size.replace(/\d+$/, (memory) => grouped(Number(memory)))} MB`,
    ...whats.map((what) => cell(what, size)),
  ])
  await writeInto('deploying.md', 'memory', markdown(['function', ...whats], rows))
}

/** docs/benchmarks.md: an article with very many comments. A chart shows it over time. */
export async function writeHot(figures: readonly Figure[]): Promise<void> {
  const rows = figures
    .filter(({ name }) => !/^comments stored at/.test(name))
    .map(({ name, value, unit, note = '' }) => [name, `${grouped(value)} ${unit}`, note])
  await writeInto('benchmarks.md', 'hot', markdown(['what', 'measured', 'of which'], rows))
}

/** docs/benchmarks.md: what attacks achieve, before there were limits for everything and now. */
export async function writeAbuse(after: readonly Figure[]): Promise<void> {
  const before = figuresOf(await readResults(), 'abuse before')
  const names = [...new Set(after.map(({ name }) => name))]
  const readings = names.filter((name) => name.startsWith('reading '))
  const both = (cell: (figures: Figure[]) => string, name: string) =>
    [before, after].map((all) => cell(all.filter((figure) => figure.name === name))).join(' → ')
  const value = (unit: string) => (figures: Figure[]) => {
    const found = figures.find((figure) => figure.unit === unit)
    return found ? grouped(found.value) : '–'
  }
  const done = (figures: Figure[]) => {
    const requests = value('requests')(figures)
    return figures[0]
      ? `${grouped(figures[0].value)} of ${requests}${figures[0].note?.includes('ended') ? '\\*' : ''}`
      : '–'
  }
  const attacks = names
    .filter((name) => !readings.includes(name))
    .map((name) => [
      name,
      after.find((figure) => figure.name === name)?.unit ?? '',
      both(done, name),
      ...['read units', 'write units', 'ms of processor a request'].map((unit) => both(value(unit), name)),
    ])
  const reading = (figures: Figure[]) =>
    figures.map(({ floor = 0, value, ratio }) => `${floor} / ${value} ms, × ${ratio}`)[0] ?? '–'
  const tables = [
    markdown(
      ['attack', 'counted', 'done of requests', 'read units', 'write units', 'processor, ms a request'],
      attacks,
    ),
    markdown(
      ['reader', 'alone / meanwhile, before', 'alone / meanwhile, after'],
      readings.map((name) => [name, ...[before, after].map((all) => reading(all.filter((one) => one.name === name)))]),
    ),
  ]
  await writeInto('benchmarks.md', 'abuse', tables.join('\n\n'))
}

const PAGE_NAME = /^page of (\d+), ([\d,]+) comments, (\w+), (\w+)$/

/** docs/data-model.md: what each call consumes, and a page at every size. */
export async function writeCapacity(figures: readonly Figure[]): Promise<void> {
  const pages = figures.filter(({ name }) => PAGE_NAME.test(name))
  const others = figures.filter((figure) => !pages.includes(figure))
  await writeInto('data-model.md', 'pages', pageTable(pages))
  const isProjector = ({ name }: Figure) => name.startsWith('projector, ')
  const isSearch = ({ name }: Figure) => !name.startsWith(DEAREST) && /^filing |\/v1\/search/.test(name)
  const isDearest = ({ name }: Figure) => name.startsWith(DEAREST)
  const isCall = (figure: Figure) => !isProjector(figure) && !isSearch(figure) && !isDearest(figure)
  await writeInto('data-model.md', 'calls', callTable(others.filter(isCall)))
  await writeInto('data-model.md', 'search', callTable(others.filter(isSearch)))
  await writeInto('data-model.md', 'dearest', dearestTable(others.filter(isDearest)))
  await writeInto('data-model.md', 'projector', projectorTable(others.filter(isProjector)))
}

function pageTable(pages: readonly Figure[]): string {
  const sizes = [...new Set(pages.map(({ name }) => PAGE_NAME.exec(name)?.[2] ?? ''))]
  const columns = [...new Set(pages.map(({ name }) => PAGE_NAME.exec(name)?.slice(3, 5).join(', ') ?? ''))]
  const cell = (size: string, column: string) => {
    const found = pages.find(({ name }) => name.endsWith(` ${size} comments, ${column}`))
    return found ? grouped(found.value) : '–'
  }
  return markdown(
    ['comments', ...columns],
    sizes.map((size) => [size, ...columns.map((column) => cell(size, column))]),
  )
}

function callTable(figures: readonly Figure[]): string {
  const names = [...new Set(figures.map(({ name }) => name))]
  return markdown(
    ['call', 'requests', 'read units', 'write units'],
    names.map((name) => {
      const found = figures.filter((figure) => figure.name === name)
      const value = (unit: string) => found.find((figure) => figure.unit === unit)?.value
      const cells = [value('read units'), value('write units')].map((units) =>
        units === undefined ? '–' : grouped(units),
      )
      return [codeIn(name), found[0]?.note ?? '', ...cells]
    }),
  )
}

function dearestTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, note = '' }) => {
    const [route = '', ...what] = name.slice(DEAREST.length).split(', ')
    return [`\`${route}\``, what.join(', '), note, grouped(value)]
  })
  return markdown(['call', 'over', 'requests', 'read units'], rows)
}

function projectorTable(figures: readonly Figure[]): string {
  const parts = figures.map((figure) => ({ figure, name: /^projector, (.*), batch of (\d+)$/.exec(figure.name) }))
  const whats = [...new Set(parts.map(({ name }) => name?.[1] ?? ''))]
  const batches = [...new Set(parts.map(({ name }) => name?.[2] ?? ''))]
  const value = (what: string, batch: string, unit: string) =>
    parts.find(({ figure, name }) => name?.[1] === what && name[2] === batch && figure.unit === unit)?.figure.value ?? 0
  return markdown(
    ['for each', ...batches.map((batch) => `batch of ${batch}: write / read units`)],
    whats.map((what) => [
      what,
      ...batches.map((batch) => `${value(what, batch, 'write units')} / ${value(what, batch, 'read units')}`),
    ]),
  )
}

/** Routes as code, the remark after them as prose. */
const codeIn = (name: string): string => name.replace(/^((?:GET|POST|PUT|PATCH|DELETE) \S*?)(?=,|$)/, '`$1`')

export function markdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}
