/**
 * State that one process keeps between batches, so that it does not repeat writes. If it is lost, only some write units
 * are spent again.
 */
import { type FeedMemory, newFeedMemory } from '../store/derived/changeFeed.ts'

export type Memory = {
  /** The hours in which it has listed comments. */
  hours: Set<number>
  /** The number of write shards that it has seen comments in, by article. */
  shards: Map<string, number>
  feed: FeedMemory
  /** The records of the last few batches whose changes are in the feed. */
  inFeed: Set<string>
  /** The number of throttled batches in succession. */
  throttledBatches: number
}

export const newMemory = (): Memory => ({
  hours: new Set(),
  shards: new Map(),
  feed: newFeedMemory(),
  inFeed: new Set(),
  throttledBatches: 0,
})
