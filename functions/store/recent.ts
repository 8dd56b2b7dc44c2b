/**
 * Pointers to recently published comments, by the hour, for lists and feeds of the whole site. Putting one twice is the
 * same as once; readers look up what a pointer points at, so one that outlives its comment does no harm.
 *
 * All pointers of an hour share a partition, which takes 1,000 a second. So of an article that is spread over write shards
 * only the first shard is pointed at: a sample, of one in as many as there are shards, that is never more than what one
 * shard takes. And what even so can't be written is left out: no count waits for a list.
 */
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { createdAt, formatCommentId } from '../domain/comment.ts'
import { type Change, difference } from '../domain/projection.ts'
import { expiry, isHotPartition, keyOf, n, s, type Table } from './dynamodb.ts'
import { hourOf, recentPartition } from './keys.ts'
import { pause } from './retry.ts'

const KEPT_SECONDS = 30 * 24 * 60 * 60
/** DynamoDB's limit for BatchWriteItem. */
const AT_ONCE = 25
const MAX_ATTEMPTS = 4

/**
 * Adds what was published to the recent list and takes out what no longer is.
 *
 * BatchWriteItem, 1 write unit per comment; bounded by the size of the stream's batch.
 */
export async function updateRecent(comments: Table, changes: readonly Change[], now: number): Promise<void> {
  // One request may name a key only once; the last change of a comment decides.
  const requests = new Map<string, WriteRequest>()
  for (const change of changes) {
    if (change.id.shard === 0 && difference(change) !== 0) requests.set(change.id.own, requestFor(change, now))
  }
  const all = [...requests.values()]
  for (let from = 0; from < all.length; from += AT_ONCE) await write(comments, all.slice(from, from + AT_ONCE))
}

function requestFor(change: Change, now: number): WriteRequest {
  const { id, article } = change
  const key = keyOf({ pk: recentPartition(hourOf(createdAt(id))), sk: id.own })
  if (difference(change) < 0) return { DeleteRequest: { Key: key } }
  const Item = {
    ...key,
    comment: s(formatCommentId(id)),
    shard: n(id.shard),
    article: s(article),
    expiresAt: expiry(now, KEPT_SECONDS),
  }
  return { PutRequest: { Item } }
}

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

/** Returns what was throttled. */
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
