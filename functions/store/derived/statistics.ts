/**
 * The projector's counts for each write shard of an article.
 */
import { shardsFrom } from '../../domain/comments/shards.ts'
import { getItems } from '../client/batches.ts'
import { type Item, number, type Table } from '../client/dynamodb.ts'
import { rootPartition, statisticsKeys } from '../client/keys.ts'
import { setAside, unitsLeft } from '../client/units.ts'

/** The number of published comments in a statistics item. A shard without an item has none. */
export const publishedIn = (statistics: Item | undefined): number =>
  statistics ? number(statistics, 'published', 0) : 0

/**
 * Counts the published comments of some write shards of an article, replies included.
 *
 * BatchGetItem of one item per shard, eventually consistent, 0.5 read units each; one request per 100 shards.
 */
export async function countPublished(comments: Table, article: string, shards: readonly number[]): Promise<number> {
  const keys = shards.map((shard) => statisticsKeys(rootPartition(article, shard))[0])
  const found = await getItems(comments, keys)
  return keys.reduce((total, key) => total + publishedIn(found(key)), 0)
}

/**
 * Up to this many shards, all are read. An article with more of them grew fourfold. Of the shards of that step, only a
 * sample is read.
 */
const ALL_READ = 64
const READ_OF_A_STEP = 16

/**
 * Counts the published comments of an article that is or was spread. Exact for up to 64 write shards. With 256, the
 * last 192 are estimated from 16 of them, because comments are spread evenly over those.
 *
 * BatchGetItem of at most 80 items, eventually consistent, 0.5 read units each.
 * @param keep units to reserve for other reads of the request
 * @returns undefined if the request has too few units left
 */
export async function countAll(
  comments: Table,
  article: string,
  shards: number,
  keep: number,
): Promise<number | undefined> {
  const exact = shardsFrom(0, Math.min(shards, ALL_READ))
  const others = shardsFrom(exact.length, shards)
  const sample = others.slice(0, READ_OF_A_STEP)
  const units = (exact.length + sample.length) * 0.5
  if (unitsLeft() < units + keep) return undefined
  const giveBack = setAside(units)
  const [counted, sampled] = await Promise.all([
    countPublished(comments, article, exact),
    countPublished(comments, article, sample),
  ]).finally(giveBack)
  return counted + (sample.length === 0 ? 0 : Math.round((sampled * others.length) / sample.length))
}
