/**
 * Pointers to recently published comments, by the hour, for lists and feeds of the whole site. Putting one twice is the
 * same as once; readers look up what a pointer points at, so one that outlives its comment does no harm.
 */
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { createdAt, formatCommentId } from '../domain/comment.ts'
import { Busy } from '../domain/errors.ts'
import { type Change, difference } from '../domain/projection.ts'
import { expiry, keyOf, n, s, type Table } from './dynamodb.ts'
import { recentPartition } from './keys.ts'
import { pause } from './retry.ts'

const HOUR = 60 * 60 * 1000
const KEPT_SECONDS = 30 * 24 * 60 * 60
/** DynamoDB's limit for BatchWriteItem. */
const AT_ONCE = 25
const MAX_ATTEMPTS = 6

/**
 * Adds what was published to the recent list and takes out what no longer is.
 *
 * BatchWriteItem, 1 write unit per comment; bounded by the size of the stream's batch.
 * @throws Busy when it kept being throttled
 */
export async function updateRecent(comments: Table, changes: readonly Change[], now: number): Promise<void> {
  // One request may name a key only once; the last change of a comment decides.
  const requests = new Map<string, WriteRequest>()
  for (const change of changes) {
    if (difference(change) !== 0) requests.set(change.id.own, requestFor(change, now))
  }
  const all = [...requests.values()]
  for (let from = 0; from < all.length; from += AT_ONCE) await write(comments, all.slice(from, from + AT_ONCE))
}

function requestFor(change: Change, now: number): WriteRequest {
  const { id, article } = change
  const key = keyOf({ pk: recentPartition(Math.floor(createdAt(id) / HOUR)), sk: id.own })
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
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === MAX_ATTEMPTS) throw new Busy()
    if (attempt > 0) await pause(Math.random() * 50 * 2 ** attempt)
    const { UnprocessedItems } = await comments.client.send(
      new BatchWriteItemCommand({ RequestItems: { [comments.name]: left } }),
    )
    left = UnprocessedItems?.[comments.name] ?? []
  }
}
