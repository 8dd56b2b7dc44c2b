/**
 * Reads all items of one comment, for its author and for moderators.
 */
import type {
  CommentId,
  CommentRecord,
  PlacedComment,
  QueuedComment,
  QueueStatus,
} from '../../domain/comments/comment.ts'
import { formatCommentId } from '../../domain/comments/comment.ts'
import { getItems } from '../client/batches.ts'
import type { Table } from '../client/dynamodb.ts'
import { placeKey, queueKey, recordKey } from '../client/keys.ts'
import { readPlaced, readQueued, readRecord } from './commentItems.ts'

const QUEUES: readonly QueueStatus[] = ['held', 'spam', 'removed']

/** The record, with the comment in its place and in its queue, if they exist. */
export type WholeComment = {
  record: CommentRecord
  placed: PlacedComment | undefined
  queued: QueuedComment | undefined
}

/**
 * Returns all current items of a comment. Undefined if the article has no comment with that id.
 *
 * BatchGetItem of five keys (record, place, the three queues), strongly consistent: 1 read unit per 4 KB of each that
 * exists, 1 for each that does not.
 */
export async function getCommentRecord(
  comments: Table,
  article: string,
  id: CommentId,
): Promise<WholeComment | undefined> {
  const place = placeKey(article, id)
  const queues = QUEUES.map((status) => ({ status, key: queueKey(status, id.own) }))
  const keys = [recordKey(formatCommentId(id)), place, ...queues.map(({ key }) => key)]
  const find = await getItems(comments, keys, true)

  const recordFound = find(recordKey(formatCommentId(id)))
  const record = recordFound && readRecord(recordFound)
  if (!record || record.article !== article) return undefined
  const placed = find(place)
  const queued = queues.map(({ status, key }) => ({ status, item: find(key) })).find(({ item }) => item)
  return {
    record,
    placed: placed && readPlaced(placed),
    queued: queued?.item && readQueued(queued.item, queued.status),
  }
}
