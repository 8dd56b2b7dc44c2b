/**
 * `npm run bench:peers`: Understory beside other self-hosted comment systems, in one run on one machine, with the same
 * comments, page and load, and without rate limits. Installs them into .tmp/peers on first use. With words after `--`,
 * only the tasks with one of them in their name are measured, and nothing is written.
 */
import { readFile } from 'node:fs/promises'
import { type Figure, median, summary } from './figures.ts'
import { askedAlone } from './peers/alone.ts'
import { startIsso } from './peers/isso.ts'
import { PAGE, type Peer, SIZES } from './peers/peer.ts'
import { startUnderstory } from './peers/understory.ts'
import { startWaline } from './peers/waline.ts'
import { markdown, writeInto } from './report/documents.ts'
import { keep } from './report/results.ts'
import { grouped, tableOf } from './report/table.ts'
import { CONNECTIONS, type Load, type Measured, wrk } from './throughput/wrk.ts'

const RUNS = 5
const SECONDS = 3

/** The tasks, the same for all. */
type Task = {
  name: string
  loadOf: (peer: Peer) => Load
  /** Whether there is one reader, instead of many at once. */
  alone?: boolean
  remark?: (peer: Peer) => string
}

const LARGE = SIZES.at(-1) ?? 0

const all: Task[] = [
  ...SIZES.map((size) => ({
    name: `page of ${PAGE} of ${grouped(size)}`,
    loadOf: (peer: Peer) => ({ url: peer.page(size, PAGE) }),
  })),
  { name: 'posting', loadOf: (peer) => peer.post },
  {
    name: `own first page of ${grouped(LARGE)}`,
    // A whole thread of megabytes takes seconds.
    alone: true,
    loadOf: (peer) => ({ url: peer.defaultPage(LARGE).url }),
    remark: (peer) => `${peer.defaultPage(LARGE).holds}, one reader`,
  },
]

const words = process.argv.slice(2)
const tasks = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))

type Row = { task: Task; peer: Peer; runs: Measured[]; bytes: number }

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** All peers run all the time. The tasks take turns, so that other work on the machine affects all of them. */
async function measure(peers: readonly Peer[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const task of tasks) {
    for (const peer of peers) rows.push({ task, peer, runs: [], bytes: await sizeOf(task, peer) })
  }
  for (const { task, peer } of rows) {
    await ask(task, peer, 2)
    await drained(peer)
  }
  for (let run = 1; run <= RUNS; run++) {
    console.error(`measuring, run ${run} of ${RUNS} …`)
    for (const { task, peer, runs } of rows) {
      const measured = await ask(task, peer, SECONDS)
      if (measured.errors > 0) console.error(`${peer.name}, ${task.name}: ${measured.errors} errors`)
      runs.push(measured)
      await drained(peer)
    }
  }
  return rows
}

function ask({ loadOf, alone }: Task, peer: Peer, seconds: number): Promise<Measured> {
  const load = loadOf(peer)
  return alone ? askedAlone(load.url, seconds) : wrk({ ...load, seconds })
}

/**
 * After a load a server may still be busy, which would slow down the next task. It is idle when it answers several
 * requests at once about as fast as one. After ten seconds the bench goes on in any case.
 */
async function drained(peer: Peer): Promise<void> {
  const round = async (atOnce: number): Promise<number> => {
    const start = performance.now()
    const answers = Array.from({ length: atOnce }, () => fetch(peer.page(SIZES[0] ?? 0, 1)))
    for (const answer of await Promise.all(answers)) await answer.arrayBuffer()
    return performance.now() - start
  }
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline) if ((await round(8)) < 8 * (await round(1)) + 50) return
}

/** The bytes of a page, after a check that it has as many comments as were requested. */
async function sizeOf(task: Task, peer: Peer): Promise<number> {
  const { url, post } = task.loadOf(peer)
  if (post) return 0
  const answer = await fetch(url)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${peer.name} answered ${answer.status}: ${text}`)
  const found = peer.count(JSON.parse(text))
  if (task.remark === undefined && found !== PAGE)
    throw new Error(`${peer.name} answered ${found} comments, not ${PAGE}.`)
  return text.length
}

function figuresOf(rows: readonly Row[], others: readonly Peer[]): Figure[] {
  const rate = ({ runs }: Row) => median(runs.map(({ perSecond }) => perSecond))
  return rows.map((row) => {
    const { task, peer, runs, bytes } = row
    const rival = rows
      .filter((other) => other.task === task && others.includes(other.peer))
      .sort((a, b) => rate(b) - rate(a))[0]
    const isOurs = !others.includes(peer)
    const errors = runs.reduce((sum, each) => sum + each.errors, 0)
    const notes = [
      task.remark?.(peer),
      bytes > 0 ? `${(bytes / 1000).toFixed(1)} kB` : undefined,
      `p50 ${milliseconds(runs, 'p50')} ms, p99 ${milliseconds(runs, 'p99')} ms`,
      isOurs && rival ? `${(rate(row) / rate(rival)).toFixed(2)} × ${rival.peer.name}` : undefined,
      errors > 0 ? `${errors} errors` : undefined,
    ]
    return {
      part: 'peers',
      name: `${task.name}, ${peer.name}`,
      unit: 'requests/s',
      ...summary(runs.map(({ perSecond }) => perSecond)),
      note: notes.filter((note) => note !== undefined).join('; '),
    }
  })
}

const milliseconds = (runs: readonly Measured[], what: 'p50' | 'p99'): string =>
  median(runs.map((each) => each[what])).toPrecision(3)

function tablesOf(figures: readonly Figure[], peers: readonly Peer[]): string {
  const cell = (task: Task, peer: Peer) => {
    const figure = figures.find(({ name }) => name === `${task.name}, ${peer.name}`)
    return figure ? `**${grouped(figure.value)}** ± ${grouped(figure.spread ?? 0)}<br>${figure.note}` : '–'
  }
  return [
    `Requests a second, median of ${RUNS} runs of ${SECONDS} s, ${CONNECTIONS} connections; half the distance between the quartiles after ±.`,
    markdown(
      ['', ...tasks.map(({ name }) => name)],
      peers.map((peer) => [peer.name, ...tasks.map((task) => cell(task, peer))]),
    ),
    peers.map(({ name, setup }) => `- ${name}: ${setup}`).join('\n'),
  ].join('\n\n')
}

const started: { stop: () => Promise<void> }[] = []
try {
  console.error('starting and seeding …')
  const isso = await startIsso()
  started.push(isso)
  const waline = await startWaline()
  started.push(waline)
  const { gateway, edge } = await startUnderstory(version)
  started.push(gateway)
  const rows = await measure([gateway, edge, isso, waline])
  const figures = figuresOf(rows, [isso, waline])
  if (words.length === 0) {
    await keep('peers', figures)
    await writeInto('benchmarks.md', 'peers', tablesOf(figures, [gateway, edge, isso, waline]))
  }
  console.log(`\npeers\n\n${tableOf(figures)}`)
} finally {
  for (const { stop } of started) await stop()
}
process.exit()
