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

/** The write shard of a root comment: what was in force at its time decides, so every id names its own place for ever. */
export function shardOf(root: string, map: ShardMap): number {
  const time = timeOf(root)
  const epoch = map.findLast(({ from }) => from <= time)
  return epoch ? lowBits(root) % epoch.shards : 0
}
