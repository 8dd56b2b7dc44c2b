/**
 * What the projector counts for each write shard of an article.
 */
import { getItems } from './batches.ts'
import { type Item, number, type Table } from './dynamodb.ts'
import { rootPartition, statisticsKeys } from './keys.ts'

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
