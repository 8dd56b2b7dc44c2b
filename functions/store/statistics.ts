/**
 * What the projector counts for each write shard of an article.
 */
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { type Item, keyOf, number, type Table } from './dynamodb.ts'
import { rootPartition, statisticsKeys } from './keys.ts'

/** DynamoDB's limit for BatchGetItem. */
const AT_ONCE = 100

/** How many comments are published, as a statistics item says; a shard without one has none. */
export const publishedIn = (statistics: Item | undefined): number =>
  statistics ? number(statistics, 'published', 0) : 0

/**
 * How many published comments some write shards of an article hold together, replies included.
 *
 * BatchGetItem of one item per shard, eventually consistent, 0.5 read units each; one request per 100 shards.
 */
export async function countPublished(comments: Table, article: string, shards: readonly number[]): Promise<number> {
  const keys = shards.map((shard) => keyOf(statisticsKeys(rootPartition(article, shard))[0]))
  const batches = Array.from({ length: Math.ceil(keys.length / AT_ONCE) }, (_, batch) =>
    sumOf(comments, keys.slice(batch * AT_ONCE, (batch + 1) * AT_ONCE)),
  )
  return (await Promise.all(batches)).reduce((total, part) => total + part, 0)
}

async function sumOf(comments: Table, keys: Item[]): Promise<number> {
  const { Responses, UnprocessedKeys } = await comments.client.send(
    new BatchGetItemCommand({ RequestItems: { [comments.name]: { Keys: keys } } }),
  )
  const found = (Responses?.[comments.name] ?? []).reduce((total, item) => total + publishedIn(item), 0)
  const left = UnprocessedKeys?.[comments.name]?.Keys ?? []
  return left.length === 0 ? found : found + (await sumOf(comments, left))
}
