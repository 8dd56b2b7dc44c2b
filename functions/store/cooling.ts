/**
 * Bringing articles that were hot back to one write shard. Every minute each article that is spread is looked at: how many
 * comments its statistics have gained since the minute before. Ten calm minutes on end, and it gets one shard again.
 */
import { GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { mostShards } from '../domain/shards.ts'
import { shardMapIn } from './conversations.ts'
import { type Item, keyOf, n, number, s, type Table, text } from './dynamodb.ts'
import { shrink } from './growth.ts'
import { shardMapKey, spreadKey, spreadPartition } from './keys.ts'
import { countPublished } from './statistics.ts'

/** Comments a second that one write shard takes without noticing: a fifth of what throttles it (docs/architecture.md). */
const CALM = 50
/** How long it must have been calm, in milliseconds, before an article is brought back. */
const CALM_FOR = 10 * 60_000
/** Two looks in quick succession (a schedule fires at least once, not exactly) say nothing about a rate. */
const SHORTEST_LOOK = 30_000
/** Articles looked at in one minute; there are hardly ever two. */
const AT_ONCE = 100

/**
 * Looks at all articles that are spread, and brings back those that have been calm for long enough.
 *
 * One Query `H#`; for each article a GetItem of its map, a BatchGetItem of its statistics (0.5 read units per shard) and
 * an UpdateItem. Where no article is spread, the Query alone, 0.5 read units.
 * @returns the articles that have one shard again from now on
 */
export async function coolDown(comments: Table, now: number): Promise<string[]> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(spreadPartition()) },
      Limit: AT_ONCE,
    }),
  )
  const cooled: string[] = []
  for (const item of Items) {
    const article = text(item, 'sk')
    const calmSince = await look(comments, article, item, now)
    if (now - calmSince >= CALM_FOR && (await shrink(comments, article, now))) cooled.push(article)
  }
  return cooled
}

/** Notes how many comments there are now; returns since when the article has been calm, in milliseconds since 1970. */
async function look(comments: Table, article: string, item: Item, now: number): Promise<number> {
  const lookedAt = number(item, 'lookedAt', 0)
  const calmBefore = number(item, 'calmSince', now)
  if (now - lookedAt < SHORTEST_LOOK) return calmBefore
  const { Item: map } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(shardMapKey(article)) }),
  )
  const shards = Array.from({ length: mostShards(shardMapIn(map)) }, (_, shard) => shard)
  const published = await countPublished(comments, article, shards)
  const rate = ((published - number(item, 'publishedThen', 0)) * 1000) / (now - lookedAt)
  const calmSince = lookedAt > 0 && rate <= CALM ? calmBefore : now
  await comments.client.send(
    new UpdateItemCommand({
      TableName: comments.name,
      Key: keyOf(spreadKey(article)),
      UpdateExpression: 'SET lookedAt = :now, publishedThen = :published, calmSince = :calmSince',
      // It may have been brought back meanwhile; an item that is gone must not come back.
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': n(now), ':published': n(published), ':calmSince': n(calmSince) },
    }),
  )
  return calmSince
}
