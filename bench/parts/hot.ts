/**
 * Many people comment on one article. The deployed code runs over a simulated DynamoDB with its limits, in virtual
 * time. Demand rises to 50,000 comments a second within a minute.
 *
 * All rates (limits, quotas, demand, concurrency) are divided by SCALE. So the ratios of demand to limits and the
 * number of shards are as in reality. Times are not scaled. Two things are harder than in reality: small numbers vary
 * more, and a batch of the stream has SCALE times fewer changes at the same cost for its shard.
 */
import { type Figure, quantile, round } from '../figures.ts'
import type { Limits } from '../simulated/capacity.ts'
import { randomFrom, sleep, startVirtualTime, type VirtualTime } from '../simulated/clock.ts'
import { Crowd, type Second } from '../simulated/crowd.ts'
import { reportProgress } from '../simulated/progress.ts'
import { readAll, readAlong, readOnce } from '../simulated/readers.ts'
import { type SimulatedSite, simulatedSite } from '../simulated/site.ts'

const SCALE = Number(process.env.UNDERSTORY_HOT_SCALE ?? 50)
const SEED = Number(process.env.UNDERSTORY_HOT_SEED ?? 1)

const PEAK = 50_000
const RISE = 60_000
const RUSH = 210_000
/** A coarser scale, for comparisons. */
const COARSE = 5 * SCALE

/** The sustained rate is measured from here to the end of the rush. */
const SETTLED = 180_000
const FLOOR = 20_000
/** Demand after the rush. */
const TRICKLE = 50
/** Long enough for the projector to catch up and for ten calm minutes after that. */
const EBB = 30 * 60_000
/** Settings of the event source and the projector: batchRetries and projectorTimeoutSeconds of infra/config.ts. */
const RETRIES = 50
const TIMEOUT = 60
/** Changes that always wait: those of the remaining demand, in their batching window. */
const CAUGHT_UP = 10

/** Raised quotas and a warmed table, as the runbook says. */
const limitsAt = (scale: number): Limits => ({
  roots: { write: 1000 / scale, read: 3000 / scale },
  spread: { write: 1000, read: 3000 },
  partitions: Math.ceil(1200 / scale),
  table: { write: 1_200_000 / scale, read: 1_200_000 / scale },
})
/** Lambda's concurrency, to match. */
const CONCURRENCY = 5000

const SLUG = 'everybody-reads-this'

export async function run(): Promise<Figure[]> {
  // The functions' log is not needed. A batch that the projector could not apply comes again, and is counted there.
  const { info, warn, error } = console
  Object.assign(console, { info: () => undefined, warn: () => undefined, error: () => undefined })
  try {
    const figures = await simulated(SCALE, undefined, rush)
    for (const growth of [2, 4])
      figures.push(await simulated(COARSE, growth, (...setting) => onset(growth, ...setting)))
    return figures
  } finally {
    Object.assign(console, { info, warn, error })
  }
}

async function simulated<T>(
  scale: number,
  growth: number | undefined,
  story: (time: VirtualTime, site: SimulatedSite, crowd: Crowd) => Promise<T>,
): Promise<T> {
  const time = startVirtualTime(Date.parse('2026-01-01T12:00:00Z'))
  const random = randomFrom(SEED)
  const site = simulatedSite({ limits: limitsAt(scale), concurrency: CONCURRENCY / scale, growth, random })
  try {
    await time.until(site.publish(SLUG))
    return await story(time, site, new Crowd(site, SLUG, random))
  } finally {
    time.stop()
  }
}

const storedBy = ({ accepted }: Crowd, scale: number): string => `${accepted.length * scale} comments stored`

/** People a second, by milliseconds since the start. */
const demandAt = (scale: number) => (elapsed: number) => (PEAK * Math.min(1, elapsed / RISE)) / scale

/** Measures the time until the article has enough shards. */
async function onset(growth: number, time: VirtualTime, _: SimulatedSite, crowd: Crowd): Promise<Figure> {
  const progress = reportProgress(`shards ×${growth}, 1:${COARSE}`, RUSH / 1000, () => storedBy(crowd, COARSE))
  await time.until(crowd.arrive(RUSH, demandAt(COARSE)))
  progress.stop()
  return {
    part: 'hot',
    name: `${FLOOR} comments a second reached, if shards grew ×${growth}`,
    unit: 's after the onset',
    value: secondOf(crowd.seconds, FLOOR, COARSE),
    note: `simulated at 1:${COARSE}`,
  }
}

async function rush(time: VirtualTime, site: SimulatedSite, crowd: Crowd): Promise<Figure[]> {
  const began = Date.now()
  const minutes = everyMinute(site)
  const progress = reportProgress(
    `rush and ebb, 1:${SCALE}`,
    (RUSH + EBB) / 1000,
    () => `${storedBy(crowd, SCALE)}, ${site.stream.waiting * SCALE} changes not yet counted`,
  )
  const reading = readAlong(site, SLUG, RUSH)
  await time.until(crowd.arrive(RUSH, demandAt(SCALE)))
  const readings = await time.until(reading)
  const busiest = { ...site.database.capacity.used }
  const throttled = { ...site.database.capacity.throttled }
  const { latency, patience } = crowd
  const behind = site.stream.waiting

  const ended = Date.now()
  const ebb = crowd.arrive(EBB, () => TRICKLE / SCALE)
  while (site.stream.waiting > CAUGHT_UP) await time.pass(1000)
  const caughtUp = (Date.now() - ended) / 1000
  await time.until(ebb)
  while (crowd.waiting > 0 || site.stream.waiting > 0) await time.pass(1000)
  minutes.stop()
  progress.stop()
  const shards = (await time.until(site.shards(SLUG))).map((epoch) => ({
    ...epoch,
    from: (epoch.from - began) / 1000,
  }))
  const found = await time.until(readAll(site, SLUG))
  const last = await time.until(readOnce(site, SLUG))

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
    figure(`${FLOOR} comments a second reached`, 's after the onset', secondOf(seconds, FLOOR, SCALE), {
      budget: SETTLED / 1000,
    }),
    ...seriesOf(seconds).map(({ at, stored }) => figure(`comments stored at ${at} s`, 'per second', stored)),
    figure('accepted in the rush', 'comments', accepted.length * SCALE),
    figure('accepted and lost', 'comments', missing),
    figure('stored twice', 'comments', twice),
    figure('stored and not accepted', 'comments', unasked),
    figure('total beside the accepted', 'comments', found.total - accepted.length, {
      note: 'as the statistics of all write shards say it',
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
    figure('batch reads for its total, of all shards there were', 'requests', last.batches),
    figure('one write shard again', 's after the rush', (shards.at(-1)?.from ?? Number.NaN) - RUSH / 1000, {
      note: `${shards.at(-1)?.shards} shard; ${TRICKLE} comments a second still come`,
    }),
    figure('counting of roots lags, p50', 's, virtual', quantile(site.stream.ages.roots, 0.5) / 1000),
    figure('counting of roots lags, p99', 's, virtual', quantile(site.stream.ages.roots, 0.99) / 1000),
    figure('counting of replies lags, p50', 's, virtual', quantile(site.stream.ages.replies, 0.5) / 1000),
    figure('counting of replies lags, p99', 's, virtual', quantile(site.stream.ages.replies, 0.99) / 1000),
    figure('not yet counted at the end of the rush', 'changes', behind * SCALE),
    figure('everything counted after the rush', 's, virtual', caughtUp),
    figure('counting lags at most', 's, virtual', longestOf(site.stream.ages) / 1000),
    figure('longest batch of the projector', 's, virtual', site.stream.longest / 1000, { budget: TIMEOUT }),
    figure('deliveries of one change that failed, at most', 'deliveries', site.stream.mostFailures, {
      budget: RETRIES,
      note: `after ${RETRIES} it would be set aside`,
    }),
    figure('batches delivered again', 'batches', site.stream.repeated),
    figure('conflicts between transactions', 'transactions', site.database.conflicts * SCALE),
    figure('write units a comment, projector included', 'write units', busiest.write / accepted.length),
    figure('throttled at a partition', 'requests', throttled.partition * SCALE),
    figure('throttled by the table’s quota', 'requests', throttled.table * SCALE),
    figure('other answers than yes and come back', 'answers', crowd.surprises.length),
  ]
}

/** The projector's schedule. */
function everyMinute(site: SimulatedSite) {
  let stopped = false
  const tick = async () => {
    while (!stopped) {
      await sleep(60_000)
      await site.shrinkCalmArticles()
    }
  }
  void tick()
  return {
    stop: () => {
      stopped = true
    },
  }
}

const longestOf = ({ roots, replies }: { roots: number[]; replies: number[] }): number =>
  [...roots, ...replies].reduce((most, age) => Math.max(most, age), 0)

const sum = (seconds: readonly Second[], of: keyof Second): number =>
  seconds.reduce((all, second) => all + second[of], 0)
const total = sum

/** The first second from which a rate lasted for ten seconds. */
function secondOf(seconds: readonly Second[], rate: number, scale: number): number {
  const at = seconds.findIndex((_, from) => (sum(seconds.slice(from, from + 10), 'stored') / 10) * scale >= rate)
  return at === -1 ? Number.NaN : at
}

/** Comments stored a second, for every ten seconds of the rush. */
function seriesOf(seconds: readonly Second[]): { at: number; stored: number }[] {
  return Array.from({ length: RUSH / 10_000 }, (_, ten) => ({
    at: (ten + 1) * 10,
    stored: (sum(seconds.slice(ten * 10, ten * 10 + 10), 'stored') / 10) * SCALE,
  }))
}
