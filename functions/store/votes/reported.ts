/**
 * The published comments that readers reported, for moderators.
 */
import type { CommentRecord, PlacedComment, ReportedComment } from '../../domain/comments/comment.ts'
import { formatCommentId } from '../../domain/comments/comment.ts'
import { getItems } from '../client/batches.ts'
import { number, type Table, text } from '../client/dynamodb.ts'
import { placeKey, QUEUE_SHARDS, recordKey, reportedPartition } from '../client/keys.ts'
import { idOf, readPlaced, readRecord } from '../comments/commentItems.ts'
import type { Page } from '../comments/comments.ts'
import { listShards } from '../comments/queue.ts'

/**
 * A page of the published comments that were reported, newest first. What was just decided about is passed over.
 *
 * One Query per queue shard, side by side, and a BatchGetItem of two items for each comment; eventually consistent.
 * @param after the ULID after which to go on
 */
export async function listReported(
  comments: Table,
  limit: number,
  after: string | undefined,
): Promise<Page<ReportedComment>> {
  const partitions = Array.from({ length: QUEUE_SHARDS }, (_, shard) => reportedPartition(shard))
  const { items, next } = await listShards(comments, partitions, limit, after)
  const places = items.map((item) => ({
    id: idOf(text(item, 'comment'), number(item, 'shard', 0)),
    article: text(item, 'article'),
  }))
  const find = await getItems(
    comments,
    places.flatMap(({ id, article }) => [recordKey(formatCommentId(id)), placeKey(article, id)]),
  )
  const reported = places.flatMap(({ id, article }) => {
    const [record, place] = [find(recordKey(formatCommentId(id))), find(placeKey(article, id))]
    return record && place ? reportedOf(readRecord(record), readPlaced(place)) : []
  })
  return { items: reported, next }
}

function reportedOf({ source, reports }: CommentRecord, comment: PlacedComment): ReportedComment[] {
  return comment.state === 'published' && reports.count > 0 ? [{ comment, source, reports }] : []
}
