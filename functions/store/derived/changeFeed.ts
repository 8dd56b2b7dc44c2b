/**
 * The change feed of an article: the projector writes it and readers read it. An entry holds only the id of a comment
 * and the kind of change. The current comment is read with the bucket. A late or repeated entry is therefore harmless,
 * and no bucket returns the text of a comment that was removed since.
 */
import type { WriteRequest } from '@aws-sdk/client-dynamodb'
import {
  type Bucket,
  bucketAt,
  FEED_KINDS,
  type FeedItem,
  type FeedKind,
  isInTime,
  KEPT_SECONDS,
  MOST_IN_BUCKET,
} from '../../domain/comments/changeFeed.ts'
import { type CommentId, formatCommentId, isRoot, type PlacedComment, rootOf } from '../../domain/comments/comment.ts'
import { writeItems } from '../client/batches.ts'
import { expiry, type Item, keyOf, number, s, type Table, text } from '../client/dynamodb.ts'
import { changesPartition, placeKey, rootPartition, statisticsKeys } from '../client/keys.ts'
import { getInPortions, queryItems } from '../client/portions.ts'
import { DEAREST } from '../client/units.ts'
import { idOf, readPlaced, readThread } from '../comments/commentItems.ts'
import { publishedIn } from './statistics.ts'

/** A change of a comment. */
export type Noted = { article: string; id: CommentId; kind: FeedKind }

/**
 * The changes that one process has written to the current bucket, by article. These changes need not be written again.
 */
export type FeedMemory = { bucket: number; noted: Map<string, Set<string>> }

export const newFeedMemory = (): FeedMemory => ({ bucket: 0, noted: new Map() })

/**
 * The most units that an entry takes, read strongly consistently. The key of an entry has half a kilobyte if the
 * article's key does.
 */
const DEAREST_ENTRY = 0.15

/** Marks a bucket with too many changes to list. Sorts before every comment. */
const MARKER = '!'

/**
 * Writes changes to the bucket of the time of the write.
 *
 * BatchWriteItem, 1 write unit per comment and kind of change. All entries of an article's ten seconds share a
 * partition, so their number is bounded. Comments beyond the first write shard write only the marker, because readers
 * cannot follow an article with so many changes. A process writes no more entries of an article than a page would
 * return.
 * @throws Busy when throttling persists
 */
export async function noteChanges(
  comments: Table,
  changes: readonly Noted[],
  clock: () => number,
  memory: FeedMemory,
): Promise<void> {
  for (;;) {
    const now = clock()
    const bucket = bucketAt(now)
    if (memory.bucket !== bucket) {
      memory.bucket = bucket
      memory.noted.clear()
    }
    const { requests, remember } = entriesOf(changes, bucket, now, memory)
    await writeItems(comments, requests)
    // After a long delay, the bucket may have been read for the last time. The changes are then written again to a
    // later bucket.
    if (requests.length === 0 || isInTime(bucket, clock())) return remember()
  }
}

function entriesOf(changes: readonly Noted[], bucket: number, now: number, { noted }: FeedMemory) {
  const fresh = new Map<string, { article: string; sk: string; request: WriteRequest }>()
  for (const { article, id, kind } of changes) {
    const sk = id.shard === 0 ? `${formatCommentId(id)}#${kind}` : MARKER
    const known = noted.get(article)
    if (known?.has(sk) || (known && known.size >= MOST_IN_BUCKET * FEED_KINDS.length + 1)) continue
    const Item = { ...keyOf({ pk: changesPartition(article, bucket), sk }), expiresAt: expiry(now, KEPT_SECONDS) }
    fresh.set(`${article} ${sk}`, { article, sk, request: { PutRequest: { Item } } })
  }
  const entries = [...fresh.values()]
  const remember = () => {
    for (const { article, sk } of entries) noted.set(article, (noted.get(article) ?? new Set()).add(sk))
  }
  return { requests: entries.map(({ request }) => request), remember }
}

/**
 * Returns the changes of an article's comments in a bucket, oldest comment first.
 *
 * Query `D#<article>#<bucket>`: 0.5 read units for an empty one, as most are. Otherwise also a BatchGetItem of the
 * comments, the roots of replies and the statistics, at most 97 items. If these exceed the request's units, the bucket
 * is returned as truncated.
 * @param consistent whether to read strongly consistently, for twice the units: for a bucket that will be cached
 * permanently
 */
export async function readBucket(
  comments: Table,
  article: string,
  bucket: number,
  consistent: boolean,
): Promise<Bucket> {
  const most = MOST_IN_BUCKET * FEED_KINDS.length + 1
  const { items: entries, more } = await queryItems(
    comments,
    {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(changesPartition(article, bucket)) },
      ConsistentRead: consistent,
    },
    most,
    { dearest: DEAREST_ENTRY },
  )
  const tooMuch: Bucket = { items: [], truncated: true, total: undefined }
  const kinds = new Map<string, Set<string>>()
  for (const item of entries) {
    const [id = '', kind = ''] = text(item, 'sk').split('#')
    kinds.set(id, (kinds.get(id) ?? new Set()).add(kind))
  }
  if (more || kinds.has(MARKER) || kinds.size > MOST_IN_BUCKET) return tooMuch
  if (kinds.size === 0) return { items: [], truncated: false, total: undefined }

  // Entries are of the first write shard. The other shards have only the marker.
  const ids = [...kinds.keys()].map((id) => idOf(id, 0))
  const [statistics] = statisticsKeys(rootPartition(article, 0))
  const places = ids.flatMap((id) => [placeKey(article, id), placeKey(article, rootOf(id))])
  const keys = [...new Map([...places, statistics].map((key) => [`${key.pk} ${key.sk}`, key])).values()]
  const { find: found, count } = await getInPortions(comments, keys, { dearest: DEAREST.comment, consistent })
  if (count < keys.length) return tooMuch
  const items = ids.map((id): FeedItem => {
    const item = found(placeKey(article, id))
    const root = isRoot(id) ? undefined : found(placeKey(article, rootOf(id)))
    const comment = item && (isRoot(id) ? readThread(item) : readPlaced(item))
    return {
      id,
      kind: kindNow(kinds.get(formatCommentId(id)), comment),
      comment,
      thread: root && { root: rootOf(id), replyCount: number(root, 'replyCount', 0) },
    }
  })
  return { items, truncated: false, total: totalIn(found(statistics)) }
}

/** The kind to return if a comment changed several times, or is no longer in the state of its entry. */
function kindNow(kinds: ReadonlySet<string> | undefined, comment: PlacedComment | undefined): FeedKind {
  if (comment?.state !== 'published') return 'removed'
  if (kinds?.has('posted') || kinds?.has('removed')) return 'posted'
  return kinds?.has('edited') ? 'edited' : 'score'
}

/** Unknown for an article that is, or was, spread over write shards, because it would require a read of all shards. */
const totalIn = (statistics: Item | undefined): number | undefined =>
  statistics?.shards ? undefined : publishedIn(statistics)
