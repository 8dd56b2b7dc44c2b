/**
 * What waits for moderators. Each queue is spread over four partitions, read together and merged by id.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { QueuedComment, QueueStatus } from '../domain/comment.ts'
import { readQueued } from './commentItems.ts'
import type { Page } from './comments.ts'
import { s, type Table } from './dynamodb.ts'
import { QUEUE_SHARDS, queuePartition } from './keys.ts'

/**
 * A page of one or several queues, newest first.
 *
 * One Query for each queue and shard, side by side, eventually consistent.
 * @param after the ULID after which to go on
 */
export async function listQueues(
  comments: Table,
  statuses: readonly QueueStatus[],
  limit: number,
  after: string | undefined,
): Promise<Page<QueuedComment>> {
  const shards = statuses.flatMap((status) => Array.from({ length: QUEUE_SHARDS }, (_, shard) => ({ status, shard })))
  const lists = await Promise.all(shards.map(({ status, shard }) => listShard(comments, status, shard, limit, after)))
  const merged = lists.flatMap(({ items }) => items).sort((a, b) => (a.id.own < b.id.own ? 1 : -1))
  // A shard that was cut short (DynamoDB's 1 MB) knows nothing below its last item; nobody may be listed from below that.
  const floor = lists.reduce((lowest, { cutAt }) => (cutAt !== undefined && cutAt > lowest ? cutAt : lowest), '')
  const known = merged.filter(({ id }) => id.own >= floor)
  const items = known.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last && (known.length > limit || floor !== '') ? last.id.own : null }
}

async function listShard(
  comments: Table,
  status: QueueStatus,
  shard: number,
  limit: number,
  after: string | undefined,
) {
  const { Items = [], LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
      ExpressionAttributeValues: {
        ':pk': s(queuePartition(status, shard)),
        ...(after !== undefined && { ':after': s(after) }),
      },
      ScanIndexForward: false,
      Limit: limit + 1,
    }),
  )
  const items = Items.map((item) => readQueued(item, status))
  return { items, cutAt: LastEvaluatedKey && items.length <= limit ? items.at(-1)?.id.own : undefined }
}
