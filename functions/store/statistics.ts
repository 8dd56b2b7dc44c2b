/**
 * What the projector counts for each write shard of an article.
 */
import { getItems } from './batches.ts'
import { type Item, number, type Table } from './dynamodb.ts'
import { rootPartition, statisticsKeys } from './keys.ts'
import { setAside, unitsLeft } from './units.ts'

/** How many comments are published, as a statistics item says; a shard without one has none. */
export const publishedIn = (statistics: Item | undefined): number =>
  statistics ? number(statistics, 'published', 0) : 0

/**
 * How many published comments some write shards of an article hold together, replies included.
 *
 * BatchGetItem of one item per shard, eventually consistent, 0.5 read units each; one request per 100 shards.
 */
export async function countPublished(comments: Table, article: string, shards: readonly number[]): Promise<number> {
  const keys = shards.map((shard) => statisticsKeys(rootPartition(article, shard))[0])
  const found = await getItems(comments, keys)
  return keys.reduce((total, key) => total + publishedIn(found(key)), 0)
}

/** So many shards are all read. An article that had more grew fourfold each time; of those that came with a step so many are read. */
const ALL_READ = 16
const READ_OF_A_STEP = 8

/**
 * How many published comments an article that is or was spread holds. Exact for up to 16 write shards. Where there are or
 * were more, it is reckoned from eight of the 48 and eight of the 192 that came last: comments fall to all of those alike.
 *
 * BatchGetItem of at most 32 items, eventually consistent, 0.5 read units each.
 * @returns undefined where the request has not so many units left
 */
export async function countAll(comments: Table, article: string, shards: number): Promise<number | undefined> {
  const steps = [{ from: 0, to: Math.min(shards, ALL_READ) }]
  for (let from = ALL_READ; from < shards; from *= 4) steps.push({ from, to: Math.min(shards, from * 4) })
  const read = steps.map(({ from, to }, place) => range(from, place === 0 ? to : Math.min(to, from + READ_OF_A_STEP)))
  const keys = read.map((some) => some.map((shard) => statisticsKeys(rootPartition(article, shard))[0]))
  const units = keys.flat().length * 0.5
  if (unitsLeft() < units) return undefined
  const giveBack = setAside(units)
  const find = await getItems(comments, keys.flat()).finally(giveBack)
  const counts = steps.map(({ from, to }, place) => {
    const some = keys[place] ?? []
    const found = some.reduce((sum, key) => sum + publishedIn(find(key)), 0)
    return (found * (to - from)) / some.length
  })
  return Math.round(counts.reduce((sum, count) => sum + count, 0))
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, place) => from + place)
