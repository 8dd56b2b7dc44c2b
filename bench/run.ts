/**
 * `npm run bench [-- part…]`: measures, prints one table, and keeps the figures in bench/results.json.
 */
import { existsSync } from 'node:fs'
import type { Figure, Part } from './figures.ts'
import { drawCharts } from './report/chart.ts'
import { writeAbuse, writeCapacity, writeCost, writeHot, writeMemory } from './report/documents.ts'
import { figuresOf, keep, readResults } from './report/results.ts'
import { tableOf } from './report/table.ts'

/** In the order in which they run: a part that uses another's figures comes after it. */
const PARTS = [
  'capacity',
  'sizes',
  'coldstart',
  'warm',
  'markdown',
  'memory',
  'cost',
  'throughput',
  'abuse',
  'lighthouse',
  'hot',
] as const

/** Writes a part's figures into the documents. */
const WRITTEN: Partial<Record<(typeof PARTS)[number], (figures: Figure[]) => Promise<void>>> = {
  capacity: writeCapacity,
  memory: writeMemory,
  cost: writeCost,
  abuse: writeAbuse,
  hot: writeHot,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !PARTS.some((part) => part === name))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${PARTS.join(', ')}.`)
  process.exit(1)
}
const present = PARTS.filter((part) => existsSync(new URL(`parts/${part}.ts`, import.meta.url)))
const chosen = wanted.length > 0 ? present.filter((part) => wanted.includes(part)) : present
for (const part of chosen) {
  console.error(`measuring ${part} …`)
  // Each part exports `run`.
  const { run } = (await import(`./parts/${part}.ts`)) as { run: Part }
  const figures = await run()
  await keep(part, figures)
  await WRITTEN[part]?.(figures)
}
await drawCharts()
const results = await readResults()
for (const part of chosen) console.log(`\n${part}\n\n${tableOf(figuresOf(results, part))}`)
