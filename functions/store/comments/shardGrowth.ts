/**
 * Spreads a hot article over more write shards, and returns it to one. Both append an epoch that begins in the future
 * to its map. The write requires that the map is unchanged since it was read. Of several concurrent attempts, only one
 * succeeds.
 */
import { GetItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { type Epoch, grown, type ShardMap, shrunk } from '../../domain/comments/shards.ts'
import { FORMAT, jsonAttribute, keyOf, n, type Table } from '../client/dynamodb.ts'
import { shardMapKey, spreadKey } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { shardMapIn } from './conversations.ts'

/** Derives the next map from the current one. Undefined if it stays the same. */
type NextMap = (map: ShardMap, now: number) => ShardMap | undefined

/**
 * Gives an article more write shards, unless that has been done already. The map is outside the hot partition.
 *
 * GetItem `H#<article>`, strongly consistent, 1 read unit; then TransactWriteItems: the map, and the article's entry in
 * the list that the projector checks, 4 write units.
 * @returns the epoch appended, if any
 */
export async function grow(
  comments: Table,
  article: string,
  now: number,
  next: NextMap = grown,
): Promise<Epoch | undefined> {
  return append(comments, article, now, next, {
    Update: {
      TableName: comments.name,
      Key: keyOf(spreadKey(article)),
      UpdateExpression: 'SET #format = :format REMOVE calmSince',
      ExpressionAttributeNames: { '#format': 'format' },
      ExpressionAttributeValues: { ':format': n(FORMAT) },
    },
  })
}

/** Gives an article one write shard again. Requests and costs as for {@link grow}. */
export async function shrink(comments: Table, article: string, now: number): Promise<Epoch | undefined> {
  return append(comments, article, now, shrunk, {
    Delete: { TableName: comments.name, Key: keyOf(spreadKey(article)) },
  })
}

async function append(
  comments: Table,
  article: string,
  now: number,
  next: NextMap,
  registration: TransactWriteItem,
): Promise<Epoch | undefined> {
  const Key = keyOf(shardMapKey(article))
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key, ConsistentRead: true }),
  )
  const map = shardMapIn(Item)
  const longer = next(map, now)
  if (!longer) return undefined
  const unchanged = Item
    ? { ConditionExpression: 'epochs = :was', ExpressionAttributeValues: { ':was': jsonAttribute(map) } }
    : { ConditionExpression: 'attribute_not_exists(pk)' }
  const Put = {
    TableName: comments.name,
    Item: { ...Key, format: n(FORMAT), epochs: jsonAttribute(longer) },
    ...unchanged,
  }
  const outcome = await transact(() =>
    comments.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, registration] })),
  )
  // A refusal means that another process has appended an epoch, which has the same effect.
  return outcome === 'done' ? longer.at(-1) : undefined
}
