/**
 * The change feed of an article: the projector writes it and readers read it. An entry holds only the id of a comment
 * and the kind of change. The current comment is read with the bucket. A late or repeated entry is therefore harmless,
 * and no bucket returns the text of a comment that was removed since.
 */
import type { WriteRequest } from '@aws-sdk/client-dynamodb'
import {
  bucketAt,
  type Changes,
  FEED_KINDS,
  type FeedItem,
  type FeedKind,
  isInTime,
  KEPT_SECONDS,
  MOST_CHANGED,
} from '../../domain/comments/changeFeed.ts'
import { type CommentId, formatCommentId, isRoot, type PlacedComment, rootOf } from '../../domain/comments/comment.ts'
import { writeItems } from '../client/batches.ts'
import { expiry, type Item, keyOf, number, s, type Table, text } from '../client/dynamodb.ts'
import { bucketSort, changeKey, changesPartition, placeKey, rootPartition, statisticsKeys } from '../client/keys.ts'
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

/** Marks a bucket with too many changes to list. */
const MARKER = '!'

/**
 * Writes changes to the bucket of the time of the write.
 *
 * BatchWriteItem, 1 write unit per comment and kind of change. All entries of an article share a partition, so their
 * number in ten seconds is bounded. Comments beyond the first write shard write only the marker, because readers
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
  const fresh = new Map<string, { article: string; entry: string; request: WriteRequest }>()
  for (const { article, id, kind } of changes) {
    const entry = id.shard === 0 ? `${formatCommentId(id)}#${kind}` : MARKER
    const known = noted.get(article)
    if (known?.has(entry) || (known && known.size >= MOST_CHANGED * FEED_KINDS.length + 1)) continue
    const Item = { ...keyOf(changeKey(article, bucket, entry)), expiresAt: expiry(now, KEPT_SECONDS) }
    fresh.set(`${article} ${entry}`, { article, entry, request: { PutRequest: { Item } } })
  }
  const entries = [...fresh.values()]
  const remember = () => {
    for (const { article, entry } of entries) noted.set(article, (noted.get(article) ?? new Set()).add(entry))
  }
  return { requests: entries.map(({ request }) => request), remember }
}

/**
 * Returns the changes of an article's comments from one bucket to another. A comment that changed several times is
 * returned once.
 *
 * Query `D#<article>`, a range: 0.5 read units if it is empty, as most are. Otherwise also a BatchGetItem of the
 * comments, the roots of replies and the statistics, at most 97 items. If these exceed the request's units, the changes
 * are returned as truncated.
 * @param consistent whether to read strongly consistently, for twice the units: if the reader will not read one of the
 * buckets again
 */
export async function readChanges(
  comments: Table,
  article: string,
  { from, to }: { from: number; to: number },
  consistent: boolean,
): Promise<Changes> {
  const most = MOST_CHANGED * FEED_KINDS.length + 1
  const { items: entries, more } = await queryItems(
    comments,
    {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
      ExpressionAttributeValues: {
        ':pk': s(changesPartition(article)),
        ':from': s(bucketSort(from)),
        ':end': s(bucketSort(to + 1)),
      },
      ConsistentRead: consistent,
    },
    most,
    { dearest: DEAREST_ENTRY },
  )
  const tooMuch: Changes = { items: [], truncated: true, total: undefined }
  const kinds = new Map<string, Set<string>>()
  for (const item of entries) {
    const [, id = '', kind = ''] = text(item, 'sk').split('#')
    kinds.set(id, (kinds.get(id) ?? new Set()).add(kind))
  }
  if (more || kinds.has(MARKER) || kinds.size > MOST_CHANGED) return tooMuch
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
