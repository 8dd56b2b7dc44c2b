/**
 * `npm run bench [-- part…]`: measures, prints one table, and keeps the figures in bench/results.json.
 * `npm run bench -- all`: measures nothing, and prints all figures that are kept, with their age.
 */
import { existsSync } from 'node:fs'
import type { Figure, Part } from './figures.ts'
import { ageOf, commitsSince, EARLIER, MEASURED, remarkOn } from './report/age.ts'
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

/** Prints every kept figure. A mark stands beside those whose code has changed since they were measured. */
async function printAll(): Promise<void> {
  const { parts } = await readResults()
  for (const [part, { measuredAt, machine, node, figures }] of Object.entries(parts)) {
    const age = ageOf(measuredAt, Date.now())
    const isEarlier = EARLIER.includes(part)
    const commits = isEarlier ? 0 : commitsSince(measuredAt, MEASURED[part] ?? [])
    const remark = isEarlier ? `${age} old, of an earlier version` : remarkOn(age, commits)
    console.log(`\n${part}: ${remark} (${measuredAt}, ${machine}, Node ${node})\n`)
    console.log(tableOf(figures, commits ? `${age} *` : age))
  }
}

const wanted = process.argv.slice(2)
if (wanted.join() === 'all') {
  await printAll()
  process.exit()
}
const unknown = wanted.filter((name) => !PARTS.some((part) => part === name))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${PARTS.join(', ')}; “all” prints what is kept.`)
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
