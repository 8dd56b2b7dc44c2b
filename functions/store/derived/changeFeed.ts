/**
 * The change feed of an article: what the projector noted, and what readers learn of it. An entry only names a comment
 * and what befell it; what the comment is now is looked up when the bucket is read. So an entry that is written twice or
 * late tells nothing wrong, and no bucket gives out the text of a comment that was removed since.
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

/** Something that befell a comment. */
export type Noted = { article: string; id: CommentId; kind: FeedKind }

/** What one process noted in the bucket in which it is, by article; noting it again would change nothing. */
export type FeedMemory = { bucket: number; noted: Map<string, Set<string>> }

export const newFeedMemory = (): FeedMemory => ({ bucket: 0, noted: new Map() })

/** The most units that an entry takes, read strongly consistently: its key alone has half a kilobyte where the article's has. */
const DEAREST_ENTRY = 0.15

/** Sorts before every comment. Says that more changed than is worth telling one by one. */
const MARKER = '!'

/**
 * Notes changes in the bucket of the moment at which that is done.
 *
 * BatchWriteItem, 1 write unit per comment and kind of change. All entries of an article's ten seconds share a partition,
 * so they are bounded: of comments beyond the first write shard only that there were some is noted (an article that hot
 * changes faster than anyone reads), and a process notes no more of an article than a page would be told.
 * @throws Busy when it kept being throttled
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
    // What was held up so long that the bucket may have been read for the last time is noted once more.
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
 * What befell an article's comments in a bucket, oldest comment first.
 *
 * Query `D#<article>#<bucket>`: 0.5 read units for an empty one, as most are. Otherwise a BatchGetItem of the comments, the
 * roots of replies and the statistics besides, at most 97 items. Where these take more than a request may, the bucket is told
 * as one in which too much changed.
 * @param consistent whether to read strongly, for twice the units: for a bucket that will be remembered for good
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

  // Entries are of the first write shard: of the others there is only the marker.
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

/** What to call it, when several things befell a comment or it is not any more what it was made. */
function kindNow(kinds: ReadonlySet<string> | undefined, comment: PlacedComment | undefined): FeedKind {
  if (comment?.state !== 'published') return 'removed'
  if (kinds?.has('posted') || kinds?.has('removed')) return 'posted'
  return kinds?.has('edited') ? 'edited' : 'score'
}

/** Unknown for an article that is, or was, spread over write shards: that would take reading them all. */
const totalIn = (statistics: Item | undefined): number | undefined =>
  statistics?.shards ? undefined : publishedIn(statistics)
