/**
 * Lists the published comments that readers reported, for moderators.
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
 * Returns a page of the reported published comments, newest first. Comments that a moderator has just decided on are
 * skipped.
 *
 * One Query per queue shard, in parallel, and a BatchGetItem of two items for each comment; eventually consistent.
 * @param after the ULID after which to continue
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
