/**
 * The queues for moderators. Each queue is spread over four partitions, which are read together and merged by id.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { QueuedComment, QueueStatus } from '../../domain/comments/comment.ts'
import { type Item, s, type Table, text } from '../client/dynamodb.ts'
import { QUEUE_SHARDS, queuePartition } from '../client/keys.ts'
import { readQueued } from './commentItems.ts'
import type { Page } from './comments.ts'

/**
 * Returns a page of one or several queues, newest first.
 *
 * One Query for each queue and shard, in parallel, eventually consistent.
 * @param after the ULID after which to continue
 */
export async function listQueues(
  comments: Table,
  statuses: readonly QueueStatus[],
  limit: number,
  after: string | undefined,
): Promise<Page<QueuedComment>> {
  const shards = statuses.flatMap((status) => Array.from({ length: QUEUE_SHARDS }, (_, shard) => ({ status, shard })))
  const statusOf = new Map(shards.map(({ status, shard }) => [queuePartition(status, shard), status]))
  const { items, next } = await listShards(comments, [...statusOf.keys()], limit, after)
  return { items: items.map((item) => readQueued(item, statusOf.get(text(item, 'pk')) ?? 'held')), next }
}

/** Returns a page from several partitions, merged by their sort keys, which are ULIDs; newest first. */
export async function listShards(
  comments: Table,
  partitions: readonly string[],
  limit: number,
  after: string | undefined,
): Promise<Page<Item>> {
  const lists = await Promise.all(partitions.map((partition) => listShard(comments, partition, limit, after)))
  const merged = lists.flatMap(({ items }) => items).sort((a, b) => (ulidOf(a) < ulidOf(b) ? 1 : -1))
  // The items of a truncated shard (DynamoDB's 1 MB) below its last one are unknown, so no item below that one is
  // listed.
  const floor = lists.reduce((lowest, { cutAt }) => (cutAt !== undefined && cutAt > lowest ? cutAt : lowest), '')
  const known = merged.filter((item) => ulidOf(item) >= floor)
  const items = known.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last && (known.length > limit || floor !== '') ? ulidOf(last) : null }
}

const ulidOf = (item: Item): string => text(item, 'sk')

async function listShard(comments: Table, partition: string, limit: number, after: string | undefined) {
  const { Items = [], LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
      ExpressionAttributeValues: { ':pk': s(partition), ...(after !== undefined && { ':after': s(after) }) },
      ScanIndexForward: false,
      Limit: limit + 1,
    }),
  )
  const last = Items.at(-1)
  return { items: Items, cutAt: LastEvaluatedKey && Items.length <= limit && last ? ulidOf(last) : undefined }
}
