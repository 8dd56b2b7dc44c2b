/**
 * `npm run bench:charts`: the charts of the documentation, drawn from bench/results.json.
 */
import { writeFile } from 'node:fs/promises'
import type { Figure } from '../figures.ts'
import { figuresOf, readResults } from './results.ts'
import { type Chart, type Line, svgOf } from './svg.ts'

/** The cost of a view of the comments, by their number. */
function costPerView(capacity: readonly Figure[]): Chart | undefined {
  const lineOf = (name: string, sort: string): Line => ({
    name,
    points: capacity.flatMap((figure) => {
      const [, size] = new RegExp(`^page of \\d+, ([\\d,]+) comments, ${sort}, first$`).exec(figure.name) ?? []
      return size === undefined ? [] : [{ x: Number(size.replaceAll(',', '')), y: figure.value }]
    }),
  })
  const [newest, best] = [lineOf('newest or oldest first', 'newest'), lineOf('best first', 'top')]
  const last = newest.points.at(-1)
  if (!last) return undefined
  return {
    title: 'A view of the comments costs the same, however many there are',
    description: `Read units of a first page of 25 comments, for threads of 10 to 1,000,000 comments. ${[newest, best]
      .map(
        ({ name, points }) =>
          `${name}: ${points.map(({ x, y }) => `${x.toLocaleString('en')} comments, ${y}`).join('; ')}`,
      )
      .join('. ')}.`,
    xLabel: 'root comments under the article',
    yLabel: 'DynamoDB read units a page of 25 (8 units are $1 a million views)',
    xScale: 'log',
    xTicks: [10, 100, 1000, 10_000, 100_000, 1_000_000],
    yTicks: [0, 4, 8, 12, 16],
    lines: [newest, best],
  }
}

/** The growth of an article with very many comments. */
function hotArticle(hot: readonly Figure[]): Chart | undefined {
  const points = hot.flatMap(({ name, value }) => {
    const [, second] = /^comments stored at (\d+) s$/.exec(name) ?? []
    return second === undefined ? [] : [{ x: Number(second), y: value }]
  })
  const last = points.at(-1)
  if (!last) return undefined
  const highest = points.reduce((most, { y }) => Math.max(most, y), 0)
  const step = highest > 60_000 ? 20_000 : 10_000
  const yTicks = Array.from({ length: Math.ceil(highest / step) + 1 }, (_, tick) => tick * step)
  const end = Math.ceil(last.x / 30) * 30
  return {
    title: 'Comments a second on one article, as demand rises to 50,000',
    description: `Simulated: comments stored a second on one article. ${points.map(({ x, y }) => `${x} s: ${y.toLocaleString('en')}`).join('; ')}.`,
    xLabel: 'seconds since the rush began (demand is 50,000 from the 60th on)',
    yLabel: 'comments stored a second (simulated limits, virtual time)',
    xTicks: Array.from({ length: end / 30 + 1 }, (_, tick) => tick * 30),
    yTicks,
    lines: [
      { name: 'stored', points },
      {
        name: 'one partition: 500',
        dashed: true,
        points: [
          { x: 0, y: 500 },
          { x: end, y: 500 },
        ],
      },
    ],
  }
}

export async function drawCharts(): Promise<void> {
  const results = await readResults()
  const charts = {
    'cost-per-view.svg': costPerView(figuresOf(results, 'capacity')),
    'hot-article.svg': hotArticle(figuresOf(results, 'hot')),
  }
  for (const [file, chart] of Object.entries(charts)) {
    if (chart) await writeFile(new URL(`../../docs/${file}`, import.meta.url), svgOf(chart))
  }
}

if (import.meta.main) await drawCharts()
