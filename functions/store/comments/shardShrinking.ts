/**
 * Sets formerly hot articles back to one write shard. Every minute, each spread article is checked. The check reads how
 * many comments its statistics gained since the previous minute, and how many recent comments one of its shards has.
 * After ten calm minutes in a row, the article gets one shard again.
 *
 * The statistics alone are not sufficient, because the projector writes them. If the projector lags or stops, a hot
 * article appears calm.
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

/**
 * Comments a second that one write shard takes with a wide margin: a fifth of the rate that throttles it
 * (docs/architecture.md).
 */
const CALM = 50
/** How long an article must be calm, in milliseconds, before it gets one shard again. */
const CALM_FOR = 10 * 60_000
/**
 * Minimum milliseconds between two checks. A schedule may fire more than once, and a shorter interval gives no reliable
 * rate.
 */
const SHORTEST_LOOK = 30_000
/** Maximum articles checked in one minute. There are rarely two. */
const AT_ONCE = 100

/**
 * Checks all spread articles. Sets those that have been calm for long enough back to one shard.
 *
 * One Query `H#`; for each article a GetItem of its map, a BatchGetItem of its statistics (0.5 read units per shard), a
 * Query of one shard (up to 50 comments, hardly more than 10 read units) and an UpdateItem. If no article is spread,
 * only the Query, 0.5 read units. If a check fails with a temporary error, it runs again in the next minute and does
 * not stop the others.
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

/**
 * Stores the current number of comments. Returns the time since which the article has been calm, in milliseconds since
 * 1970.
 */
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
        // The article may have been returned to one shard meanwhile. A deleted item must not be created again.
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
 * Whether more comments are posted than {@link CALM} a second, independently of the statistics. One of N shards gets
 * its share: in N seconds, at most {@link CALM}. Each minute, another shard is checked.
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
      // If the limit is reached, `LastEvaluatedKey` is set.
      Limit: CALM,
    }),
  )
  return LastEvaluatedKey !== undefined
}
