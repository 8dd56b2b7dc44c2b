/**
 * Bringing articles that were hot back to one write shard. Every minute each article that is spread is looked at: how many
 * comments its statistics have gained since the minute before, and how many stand in one of its shards since a moment ago.
 * Ten calm minutes on end, and it gets one shard again.
 *
 * The statistics alone would not do: they are the projector's, and where it lags or stands still, nothing is calmer than
 * an article that is too hot to be counted.
 */
import { GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { mostShards, type ShardMap, shardsAt } from '../../domain/comments/shards.ts'
import { firstUlidAt } from '../../domain/ulid.ts'
import { type Item, keyOf, n, number, s, type Table, text, wasRefused } from '../client/dynamodb.ts'
import { commentSortKey, rootPartition, shardMapKey, spreadKey, spreadPartition } from '../client/keys.ts'
import { runInSequence } from '../derived/runInSequence.ts'
import { countPublished } from '../derived/statistics.ts'
import { shardMapIn } from './conversations.ts'
import { shrink } from './shardGrowth.ts'

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
 * One Query `H#`; for each article a GetItem of its map, a BatchGetItem of its statistics (0.5 read units per shard), a
 * Query of one shard (up to 50 comments, hardly more than 10 read units) and an UpdateItem. Where no article is spread, the
 * Query alone, 0.5 read units. An article that can't be looked at now is looked at in the next minute, and holds up no other.
 * @returns the articles that have one shard again from now on
 */
export async function shrinkCalmArticles(comments: Table, now: number): Promise<string[]> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(spreadPartition()) },
      Limit: AT_ONCE,
    }),
  )
  const shrunk: string[] = []
  await runInSequence(Items, async (item) => {
    const article = text(item, 'sk')
    const calmSince = await look(comments, article, item, now)
    if (now - calmSince >= CALM_FOR && (await shrink(comments, article, now))) shrunk.push(article)
  })
  return shrunk
}

/** Notes how many comments there are now; returns since when the article has been calm, in milliseconds since 1970. */
async function look(comments: Table, article: string, item: Item, now: number): Promise<number> {
  const lookedAt = number(item, 'lookedAt', 0)
  const calmBefore = number(item, 'calmSince', now)
  if (now - lookedAt < SHORTEST_LOOK) return calmBefore
  const { Item: map } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(shardMapKey(article)) }),
  )
  const shardMap = shardMapIn(map)
  const shards = Array.from({ length: mostShards(shardMap) }, (_, shard) => shard)
  const published = await countPublished(comments, article, shards)
  const rate = ((published - number(item, 'publishedThen', 0)) * 1000) / (now - lookedAt)
  const isCalm = lookedAt > 0 && rate <= CALM && !(await isHot(comments, article, shardMap, now))
  const calmSince = isCalm ? calmBefore : now
  try {
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
  } catch (error) {
    if (!wasRefused(error)) throw error
  }
  return calmSince
}

/**
 * Whether more comments are posted than one shard takes without noticing, whatever has been counted of them. One shard of
 * many gets its share: in as many seconds as there are shards, {@link CALM} at most. Each minute it is another one.
 */
async function isHot(comments: Table, article: string, map: ShardMap, now: number): Promise<boolean> {
  const shards = shardsAt(map, now)
  const shard = Math.floor(now / 60_000) % shards
  const { LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': s(rootPartition(article, shard)),
        ':from': s(commentSortKey(firstUlidAt(now - shards * 1000))),
        ':to': s(commentSortKey('~')),
      },
      Select: 'COUNT',
      // Where there are as many, it says that there may be more.
      Limit: CALM,
    }),
  )
  return LastEvaluatedKey !== undefined
}
