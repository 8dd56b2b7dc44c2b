/**
 * Pointers to recently published comments, by the hour, for lists and feeds of the whole site. Repeated writes of a
 * pointer are harmless. Readers look up the comment of a pointer, so a pointer that outlives its comment does no harm.
 *
 * All pointers of an hour share a partition, which takes 1,000 writes a second. Of an article that is spread over write
 * shards, only the first shard has pointers. With N shards, this is a sample of one comment in N, at no more than the
 * rate of one shard. Pointers that are still throttled are dropped, so that counting does not wait for a list.
 */
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { type CommentId, createdAt, formatCommentId } from '../../domain/comments/comment.ts'
import { type Change, difference } from '../../domain/comments/projection.ts'
import { pause } from '../../running/deadline.ts'
import { getItems } from '../client/batches.ts'
import { expiry, type Item, isHotPartition, keyOf, n, s, type Table } from '../client/dynamodb.ts'
import { hourOf, placeKey, recentPartition } from '../client/keys.ts'
import { readPlacedState } from '../comments/commentItems.ts'

const KEPT_SECONDS = 30 * 24 * 60 * 60

/** DynamoDB's limit for BatchWriteItem. */
const AT_ONCE = 25
const MAX_ATTEMPTS = 4

/** Whether a comment is recent. An imported comment may be decades old. */
export const isRecent = ({ id }: Pick<Change, 'id'>, now: number): boolean => createdAt(id) > now - KEPT_SECONDS * 1000

/**
 * Adds published comments to the recent list and removes comments that are no longer published.
 *
 * BatchWriteItem, 1 write unit per comment, bounded by the size of the stream's batch. Removals first take a
 * BatchGetItem, strongly consistent. A removal that is delivered again after the comment was restored must not delete
 * its pointer.
 */
export async function updateRecent(comments: Table, changes: readonly Change[], now: number): Promise<void> {
  // One request may contain a key only once, so the last change of a comment is used.
  const last = new Map<string, Change>()
  for (const change of changes) if (change.id.shard === 0 && difference(change) !== 0) last.set(change.id.own, change)
  const added = [...last.values()].filter((change) => difference(change) > 0)
  const removed = [...last.values()].filter((change) => difference(change) < 0)
  const requests = [
    ...added.map((change) => ({ PutRequest: { Item: pointerTo(change, now) } })),
    ...(await withoutReturned(comments, removed)).map(({ id }) => ({ DeleteRequest: { Key: pointerKey(id) } })),
  ]
  for (let from = 0; from < requests.length; from += AT_ONCE)
    await write(comments, requests.slice(from, from + AT_ONCE))
}

async function withoutReturned(comments: Table, removed: readonly Change[]): Promise<Change[]> {
  const found = await getItems(
    comments,
    removed.map(({ article, id }) => placeKey(article, id)),
    true,
  )
  return removed.filter(({ article, id }) => {
    const item = found(placeKey(article, id))
    return item === undefined || readPlacedState(item) !== 'published'
  })
}

const pointerKey = (id: CommentId): Item => keyOf({ pk: recentPartition(hourOf(createdAt(id))), sk: id.own })

const pointerTo = ({ id, article }: Change, now: number): Item => ({
  ...pointerKey(id),
  comment: s(formatCommentId(id)),
  shard: n(id.shard),
  article: s(article),
  expiresAt: expiry(now, KEPT_SECONDS),
})

async function write(comments: Table, requests: WriteRequest[]): Promise<void> {
  let left = requests
  for (let attempt = 1; left.length > 0; attempt++) {
    left = await writeSome(comments, left)
    if (left.length > 0 && attempt === MAX_ATTEMPTS) {
      console.warn({ message: 'The recent list is throttled; some comments are missing from it', missing: left.length })
      return
    }
    if (left.length > 0) await pause(Math.random() * 50 * 2 ** attempt)
  }
}

/** Returns the throttled requests. */
async function writeSome(comments: Table, requests: WriteRequest[]): Promise<WriteRequest[]> {
  try {
    const { UnprocessedItems } = await comments.client.send(
      new BatchWriteItemCommand({ RequestItems: { [comments.name]: requests } }),
    )
    return UnprocessedItems?.[comments.name] ?? []
  } catch (error) {
    if (isHotPartition(error)) return requests
    throw error
  }
}
