/**
 * Everybody comments on one article: a simulated DynamoDB with its limits, in virtual time, driving the code that is
 * deployed. Demand rises to 50,000 comments a second within a minute.
 *
 * All rates (limits, quotas, demand, concurrency) are divided by SCALE, so every ratio between demand and limit is what
 * it would be, and so is the number of shards; times are not scaled. What differs is the luck of small numbers, and that a
 * batch of the stream holds SCALE times fewer changes while it costs its shard as much: both make it harder.
 */
import { type Figure, quantile, round } from './figures.ts'
import type { Limits } from './simulated/capacity.ts'
import { randomFrom, sleep, startVirtualTime, type VirtualTime } from './simulated/clock.ts'
import { Crowd, type Second } from './simulated/crowd.ts'
import { type Paper, startPaper } from './simulated/paper.ts'

const SCALE = Number(process.env.UNDERSTORY_HOT_SCALE ?? 50)
const GROWTH = process.env.UNDERSTORY_HOT_GROWTH
const SEED = Number(process.env.UNDERSTORY_HOT_SEED ?? 1)

const PEAK = 50_000
const RISE = 60_000
const RUSH = 210_000
/** Sustained is what is stored a second from here to the end of the rush. */
const SETTLED = 180_000
const FLOOR = 20_000
/** What is left of the rush afterwards. */
const TRICKLE = 50
/** Long enough for the projector to catch up and for ten calm minutes after that. */
const EBB = 30 * 60_000
/** Changes that wait when nothing else does: those of the trickle, in their batching window. */
const CAUGHT_UP = 10

/** Quotas raised and the table warmed for the occasion, as the runbook says; and room for Lambda to match. */
const LIMITS: Limits = {
  roots: { write: 1000 / SCALE, read: 3000 / SCALE },
  spread: { write: 1000, read: 3000 },
  partitions: Math.ceil(1200 / SCALE),
  table: { write: 1_200_000 / SCALE, read: 1_200_000 / SCALE },
}
const CONCURRENCY = 5000 / SCALE

const SLUG = 'everybody-reads-this'

export async function run(): Promise<Figure[]> {
  // The functions log what an operator wants to know; nobody operates this.
  console.info = () => undefined
  console.warn = () => undefined
  const { error } = console
  // The projector's too: what it could not apply comes again, and is counted there.
  console.error = () => undefined
  const time = startVirtualTime(Date.parse('2026-01-01T12:00:00Z'))
  const random = randomFrom(SEED)
  const growth = GROWTH === undefined ? undefined : Number(GROWTH)
  const paper = startPaper({ limits: LIMITS, concurrency: CONCURRENCY, growth, random })
  try {
    return await rush(time, paper, new Crowd(paper, SLUG, random))
  } finally {
    time.stop()
    console.error = error
  }
}

async function rush(time: VirtualTime, paper: Paper, crowd: Crowd): Promise<Figure[]> {
  await time.until(paper.publish(SLUG))
  const began = Date.now()
  const minutes = everyMinute(paper)
  const reading = readAlong(paper, RUSH)
  await time.until(crowd.arrive(RUSH, (elapsed) => (PEAK * Math.min(1, elapsed / RISE)) / SCALE))
  const readings = await time.until(reading)
  const busiest = { ...paper.database.capacity.used }
  const throttled = { ...paper.database.capacity.throttled }
  const { latency, patience } = crowd
  const behind = paper.stream.waiting

  const ended = Date.now()
  const ebb = crowd.arrive(EBB, () => TRICKLE / SCALE)
  while (paper.stream.waiting > CAUGHT_UP) await time.pass(1000)
  const caughtUp = (Date.now() - ended) / 1000
  await time.until(ebb)
  while (crowd.waiting > 0 || paper.stream.waiting > 0) await time.pass(1000)
  minutes.stop()
  const shards = (await time.until(paper.shards(SLUG))).map((epoch) => ({
    ...epoch,
    from: (epoch.from - began) / 1000,
  }))
  const found = await time.until(readAll(paper))
  const last = await time.until(readOnce(paper))

  const { seconds, accepted } = crowd
  const settled = seconds.slice(SETTLED / 1000, RUSH / 1000)
  const sustained = (of: keyof Second) => round((sum(settled, of) / settled.length) * SCALE)
  const figure = (name: string, unit: string, value: number, more: Partial<Figure> = {}): Figure => ({
    part: 'hot',
    name,
    unit,
    value: round(value),
    ...more,
  })
  const missing = accepted.filter((id) => !found.times.has(id)).length
  const twice = [...found.times.values()].filter((times) => times > 1).length
  const unasked = found.times.size - (accepted.length - missing)
  return [
    figure('comments stored, sustained from 180 to 210 s', 'per second', sustained('stored'), {
      floor: FLOOR,
      ratio: round(sustained('stored') / FLOOR),
      note: `demand ${sustained('wanted')}/s and who comes back; simulated at 1:${SCALE}, seed ${SEED}; ${shards.map((epoch) => `${epoch.shards} shards from ${Math.round(epoch.from)} s`).join(', ')}`,
    }),
    figure(`${FLOOR} comments a second reached`, 's after the onset', secondOf(seconds, FLOOR)),
    ...seriesOf(seconds).map(({ at, stored }) => figure(`comments stored at ${at} s`, 'per second', stored)),
    figure('accepted in the rush', 'comments', accepted.length * SCALE),
    figure('accepted and lost', 'comments', missing),
    figure('stored twice', 'comments', twice),
    figure('stored and not accepted', 'comments', unasked),
    figure('total beside the accepted', 'comments', found.total - accepted.length, {
      note: 'as the first page says it',
    }),
    figure('refused for now', 'requests', total(seconds, 'refused') * SCALE),
    figure('people who gave up', 'people', total(seconds, 'gaveUp') * SCALE, {
      note: `of ${total(seconds, 'wanted') * SCALE}; ${sustained('gaveUp')} a second in the end`,
    }),
    figure('posting, p50', 'ms, virtual', quantile(latency, 0.5)),
    figure('posting, p99', 'ms, virtual', quantile(latency, 0.99)),
    figure('posting, retries included, p50', 'ms, virtual', quantile(patience, 0.5)),
    figure('posting, retries included, p99', 'ms, virtual', quantile(patience, 0.99)),
    figure('a first page in the rush, p50', 'ms, virtual', quantile(readings.milliseconds, 0.5)),
    figure('a first page in the rush, p99', 'ms, virtual', quantile(readings.milliseconds, 0.99)),
    figure('first pages refused in the rush', 'requests', readings.refused, {
      note: `of ${readings.milliseconds.length}`,
    }),
    figure('Queries for a first page at 256 shards, mean', 'requests', readings.queries),
    figure('Queries for a first page after cooling', 'requests', last.queries),
    figure('counting of roots lags, p50', 's, virtual', quantile(paper.stream.ages.roots, 0.5) / 1000),
    figure('counting of roots lags, p99', 's, virtual', quantile(paper.stream.ages.roots, 0.99) / 1000),
    figure('counting of replies lags, p50', 's, virtual', quantile(paper.stream.ages.replies, 0.5) / 1000),
    figure('counting of replies lags, p99', 's, virtual', quantile(paper.stream.ages.replies, 0.99) / 1000),
    figure('not yet counted at the end of the rush', 'changes', behind * SCALE),
    figure('everything counted after the rush', 's, virtual', caughtUp),
    figure('batches delivered again', 'batches', paper.stream.repeated),
    figure('conflicts between transactions', 'transactions', paper.database.conflicts * SCALE),
    figure('write units a comment, projector included', 'write units', busiest.write / accepted.length),
    figure('throttled at a partition', 'requests', throttled.partition * SCALE),
    figure('throttled by the table’s quota', 'requests', throttled.table * SCALE),
    figure('other answers than yes and come back', 'answers', crowd.surprises.length),
  ]
}

/** The projector's schedule. */
function everyMinute(paper: Paper) {
  let stopped = false
  const tick = async () => {
    while (!stopped) {
      await sleep(60_000)
      await paper.coolDown()
    }
  }
  void tick()
  return {
    stop: () => {
      stopped = true
    },
  }
}

const queriesOf = (paper: Paper): number => paper.database.requests.get('Query') ?? 0

async function readOnce(paper: Paper) {
  const [before, began] = [queriesOf(paper), Date.now()]
  const { status } = await paper.read({ path: { slug: SLUG } })
  return { queries: queriesOf(paper) - before, milliseconds: Date.now() - began, refused: status !== 200 }
}

/** Reads the first page every two seconds while people post. Queries are counted at the end, when nothing else asks any. */
async function readAlong(paper: Paper, duration: number) {
  const milliseconds: number[] = []
  const queries: number[] = []
  let refused = 0
  const end = Date.now() + duration
  while (Date.now() < end) {
    const reading = await readOnce(paper)
    if (reading.refused) refused++
    milliseconds.push(reading.milliseconds)
    queries.push(reading.queries)
    await sleep(2000)
  }
  return { milliseconds, queries: quantile(queries.slice(-10), 0.5), refused }
}

/** Everything that readers find: how often each id, walking through all pages and all threads. */
async function readAll(paper: Paper): Promise<{ times: Map<string, number>; total: number }> {
  const times = new Map<string, number>()
  const note = (id: string) => times.set(id, (times.get(id) ?? 0) + 1)
  let total = Number.NaN
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await paper.read({ path: { slug: SLUG }, query: `limit=100${cursor && `&cursor=${cursor}`}` })
    if (cursor === '') total = body.total
    for (const { id, replies } of body.items) {
      note(id)
      if (replies.total > 0) {
        const thread = await paper.replies({ path: { slug: SLUG, id }, query: 'limit=100' })
        for (const reply of thread.body.items) note(reply.id)
      }
    }
    cursor = body.nextCursor
  }
  return { times, total }
}

const sum = (seconds: readonly Second[], of: keyof Second): number =>
  seconds.reduce((all, second) => all + second[of], 0)
const total = sum

/** The first second since which a rate was kept up for ten. */
function secondOf(seconds: readonly Second[], rate: number): number {
  const at = seconds.findIndex((_, from) => (sum(seconds.slice(from, from + 10), 'stored') / 10) * SCALE >= rate)
  return at === -1 ? Number.NaN : at
}

/** What was stored a second, for every ten seconds of the rush. */
function seriesOf(seconds: readonly Second[]): { at: number; stored: number }[] {
  return Array.from({ length: RUSH / 10_000 }, (_, ten) => ({
    at: (ten + 1) * 10,
    stored: (sum(seconds.slice(ten * 10, ten * 10 + 10), 'stored') / 10) * SCALE,
  }))
}
