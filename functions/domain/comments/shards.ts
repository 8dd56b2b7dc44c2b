/**
 * Write shards: the number of partitions over which an article's root comments are spread, and since when. One DynamoDB
 * partition takes about 1,000 write units a second. Almost every article stays below that and always has one shard.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
import { firstUlidWith, lastUlidBefore, lowBits, timeOf } from '../ulid.ts'

/** The number of shards from a time on (milliseconds since 1970). */
export type Epoch = { from: number; shards: number }

/** The epochs of an article, oldest first. Before the first epoch there is one shard. */
export type ShardMap = readonly Epoch[]

/** The map of an article whose partition was never throttled. */
export const UNSHARDED: ShardMap = []

/** The maximum number of shards of an article. The shard is chosen by eight bits of the id. */
export const MAX_SHARDS = 256

/** Milliseconds for which an instance may cache a map. */
export const MAP_AGE = 10_000

/** Milliseconds by which clocks may differ and replicas may lag. */
const SKEW = 10_000

/** Milliseconds until a new epoch begins. By then every instance has read the new map. */
const NOTICE = MAP_AGE + SKEW

/**
 * The factor by which the number of shards grows with each epoch. With a factor of two, more steps would be needed.
 * Each step takes more than {@link NOTICE}, and posts are refused meanwhile. docs/architecture.md has the figures for
 * both.
 */
const GROWTH = 4

/**
 * Milliseconds after the start of an epoch in which no other is added. Posts that began before the epoch still go to
 * the old shards.
 */
const SETTLING = 3000

/** The write shard of a root comment. It depends on the epoch at the time in the id, so it never changes. */
export function shardOf(root: string, map: ShardMap): number {
  const time = timeOf(root)
  const epoch = map.findLast(({ from }) => from <= time)
  return epoch ? lowBits(root) % epoch.shards : 0
}

/** The number of shards for new comments at a time. */
export const shardsAt = (map: ShardMap, now: number): number => map.findLast(({ from }) => from <= now)?.shards ?? 1

/** The highest number of shards of an article in any epoch: 1 for almost every article. */
export const mostShards = (map: ShardMap): number => Math.max(1, ...map.map(({ shards }) => shards))

/**
 * The map with one more epoch, for an article whose partitions are throttled. Undefined if an epoch was appended
 * recently, or the article has the maximum number of shards.
 * @param growth the factor; the bench compares several
 */
export function grown(map: ShardMap, now: number, growth = GROWTH): ShardMap | undefined {
  const last = map.at(-1) ?? { from: 0, shards: 1 }
  if (last.from > now - SETTLING || last.shards === MAX_SHARDS) return undefined
  return [...map, { from: now + NOTICE, shards: Math.min(last.shards * growth, MAX_SHARDS) }]
}

/** The map with an epoch of one shard, for an article with less load. Undefined if it has one shard, or is growing. */
export function shrunk(map: ShardMap, now: number): ShardMap | undefined {
  const last = map.at(-1)
  if (!last || last.shards === 1 || last.from > now) return undefined
  return [...map, { from: now + NOTICE, shards: 1 }]
}

/**
 * The number of shards that are read in parallel. Each takes at least one request. If the next comments of all shards
 * have the maximum length, a page can pay for this many.
 */
export const SIDE_BY_SIDE = 4

/**
 * The shards and the time range that a page is read from. The number of shards is the same within a range, and a range
 * ends where the next one begins. If an article has more than four shards, four are read at a time: within each range
 * the first four, then the next four. So pages are in time order only among these four.
 */
export type Stretch = { from: number; until: number; shards: readonly number[] }

/** The stretches of an article in reading order, from the one with `position` on; all of them without a position. */
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

/**
 * The position before all comments of a stretch. No comment has this id: its random bits are all ones or all zeros, but
 * for the lowest eight.
 */
export function startOf({ from, until, shards: [first = 0] }: Stretch, order: 'newest' | 'oldest'): string {
  return order === 'newest' ? lastUlidBefore(until, first) : firstUlidWith(from, first)
}

/** The shards from `from` to `to`, without `to`. */
export const shardsFrom = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, place) => from + place)
