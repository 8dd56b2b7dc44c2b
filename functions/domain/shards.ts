/**
 * Write shards: over how many partitions an article's root comments are spread, and since when. One DynamoDB partition
 * takes about 1,000 write units a second; almost every article stays below and has one shard for ever.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
import { lowBits, timeOf } from './ulid.ts'

/** From a moment on (milliseconds since 1970), so many shards. */
export type Epoch = { from: number; shards: number }

/** The epochs of an article in their order. Before the first, and without any, there is one shard. */
export type ShardMap = readonly Epoch[]

/** The map of an article that was never hot. */
export const UNSHARDED: ShardMap = []

/** The most shards an article may have: as many as the eight bits of an id can tell apart. */
export const MAX_SHARDS = 256

/**
 * How far in the future an epoch begins, in milliseconds. Whoever reads or writes then must know of it: caches of a map
 * live for 10 s, and the rest is for clocks that disagree and for replicas that lag.
 */
const NOTICE = 20_000

/**
 * How many times as many shards the next epoch has. Two would do as well in the end, but every step takes more than
 * {@link NOTICE}, and meanwhile people are turned away: docs/architecture.md has the figures for both.
 */
const GROWTH = 4

/** An epoch gets so long to show what it does (milliseconds): posts that began before it still go to the old shards. */
const SETTLING = 3000

/** The write shard of a root comment: what was in force at its time decides, so every id names its own place for ever. */
export function shardOf(root: string, map: ShardMap): number {
  const time = timeOf(root)
  const epoch = map.findLast(({ from }) => from <= time)
  return epoch ? lowBits(root) % epoch.shards : 0
}

/** How many shards new comments go to at a moment. */
export const shardsAt = (map: ShardMap, now: number): number => map.findLast(({ from }) => from <= now)?.shards ?? 1

/** How many shards an article has at most had, or will have: 1 for almost every article. */
export const mostShards = (map: ShardMap): number => Math.max(1, ...map.map(({ shards }) => shards))

/**
 * The map of an article whose partitions are throttled, with one epoch more; undefined when one has been appended
 * already, or there are as many shards as can be.
 * @param growth how many times as many; the bench compares
 */
export function grown(map: ShardMap, now: number, growth = GROWTH): ShardMap | undefined {
  const last = map.at(-1) ?? { from: 0, shards: 1 }
  if (last.from > now - SETTLING || last.shards === MAX_SHARDS) return undefined
  return [...map, { from: now + NOTICE, shards: Math.min(last.shards * growth, MAX_SHARDS) }]
}

/** The map of an article that has calmed down: one shard again; undefined when it has that already, or is growing. */
export function cooled(map: ShardMap, now: number): ShardMap | undefined {
  const last = map.at(-1)
  if (!last || last.shards === 1 || last.from > now) return undefined
  return [...map, { from: now + NOTICE, shards: 1 }]
}

/** A stretch of time with one number of shards; its end is the next one's beginning. */
export type Stretch = { from: number; until: number; shards: number }

/** The stretches of an article in reading order, from the one that holds a moment; from the first one without. */
export function stretchesFrom(map: ShardMap, order: 'newest' | 'oldest', moment: number | undefined): Stretch[] {
  const all = [{ from: Number.NEGATIVE_INFINITY, shards: 1 }, ...map].map(({ from, shards }, place) => ({
    from,
    until: map[place]?.from ?? Number.POSITIVE_INFINITY,
    shards,
  }))
  const ordered = order === 'newest' ? all.reverse() : all
  return ordered.slice(
    moment === undefined ? 0 : ordered.findIndex(({ from, until }) => from <= moment && moment < until),
  )
}
