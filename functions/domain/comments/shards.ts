/**
 * Write shards: over how many partitions an article's root comments are spread, and since when. One DynamoDB partition
 * takes about 1,000 write units a second; almost every article stays below and has one shard for ever.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
import { firstUlidWith, lastUlidBefore, lowBits, timeOf } from '../ulid.ts'

/** From a moment on (milliseconds since 1970), so many shards. */
export type Epoch = { from: number; shards: number }

/** The epochs of an article in their order. Before the first, and without any, there is one shard. */
export type ShardMap = readonly Epoch[]

/** The map of an article that was never hot. */
export const UNSHARDED: ShardMap = []

/** The most shards an article may have: as many as the eight bits of an id can tell apart. */
export const MAX_SHARDS = 256

/** How long an instance may remember a map, in milliseconds. */
export const MAP_AGE = 10_000

/** For clocks that disagree and replicas that lag, in milliseconds. */
const SKEW = 10_000

/** How far in the future an epoch begins, in milliseconds: by then every instance has read the map that has it. */
const NOTICE = MAP_AGE + SKEW

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
export function shrunk(map: ShardMap, now: number): ShardMap | undefined {
  const last = map.at(-1)
  if (!last || last.shards === 1 || last.from > now) return undefined
  return [...map, { from: now + NOTICE, shards: 1 }]
}

/**
 * How many shards are read side by side. Each takes at least a request, and where all of their next comments are as long as
 * can be, this many are what a page can pay for.
 */
export const SIDE_BY_SIDE = 4

/**
 * What a page is read from: some shards in a stretch of time with one number of shards; its end is the next one's beginning.
 * An article that is spread over many more is read four shards at a time: of each stretch of time first those four, then
 * the next. So its pages are in the order of time among these four only.
 */
export type Stretch = { from: number; until: number; shards: readonly number[] }

/** The stretches of an article in reading order, from the one that holds a position; from the first one without. */
export function stretchesFrom(map: ShardMap, order: 'newest' | 'oldest', position: string | undefined): Stretch[] {
  const all = [{ from: Number.NEGATIVE_INFINITY, shards: 1 }, ...map].map(({ from, shards }, place) => ({
    from,
    until: map[place]?.from ?? Number.POSITIVE_INFINITY,
    shards,
  }))
  const ordered = (order === 'newest' ? all.reverse() : all).flatMap(({ shards, ...time }) =>
    Array.from({ length: Math.ceil(shards / SIDE_BY_SIDE) }, (_, place) => ({
      ...time,
      shards: shardsFrom(place * SIDE_BY_SIDE, Math.min(shards, (place + 1) * SIDE_BY_SIDE)),
    })),
  )
  if (position === undefined) return ordered
  const [moment, shard] = [timeOf(position), shardOf(position, map)]
  return ordered.slice(
    ordered.findIndex(({ from, until, shards }) => from <= moment && moment < until && shards.includes(shard)),
  )
}

/** The position before everything in a stretch: after it the stretch begins. No comment has it, since none is so random. */
export function startOf({ from, until, shards: [first = 0] }: Stretch, order: 'newest' | 'oldest'): string {
  return order === 'newest' ? lastUlidBefore(until, first) : firstUlidWith(from, first)
}

/** The shards of these numbers; `to` is not among them. */
export const shardsFrom = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, place) => from + place)
