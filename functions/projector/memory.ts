/**
 * What one process remembers from batch to batch, so that it need not write again what it has written. Forgetting costs
 * some write units and nothing else.
 */
import { type FeedMemory, newFeedMemory } from '../store/derived/changeFeed.ts'

export type Memory = {
  /** The hours in which comments were listed. */
  hours: Set<number>
  /** Over how many write shards comments were seen, by article. */
  shards: Map<string, number>
  feed: FeedMemory
  /** The records whose changes the feed tells of, of the last few batches. */
  told: Set<string>
  /** How many batches on end were throttled. */
  setbacks: number
}

export const newMemory = (): Memory => ({
  hours: new Set(),
  shards: new Map(),
  feed: newFeedMemory(),
  told: new Set(),
  setbacks: 0,
})
