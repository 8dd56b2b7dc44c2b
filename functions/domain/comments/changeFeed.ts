/**
 * The change feed: the changes of an article's conversation, in buckets of ten seconds. A change belongs to the bucket
 * of the time at which it was written, not of the time in the comment's id. So the approval of an old comment is in the
 * current bucket.
 */
import type { CommentId, PlacedComment, Thread } from './comment.ts'
import { type Change, difference } from './projection.ts'

/** Seconds in a bucket. */
const BUCKET_SECONDS = 10

/**
 * Seconds after its end in which entries may still be added to a bucket. Longer than the write of an entry may take
 * (the projector writes a change again when it took longer) and than clocks differ.
 */
const MARGIN_SECONDS = 10
/** Seconds of the margin in which a write counts as in time. The rest of the margin covers clock differences. */
const LATEST_SECONDS = 8

/** Seconds for which buckets are kept. */
export const KEPT_SECONDS = 2 * 24 * 60 * 60

/** The most comments in an answer. When more changed, a page reads the conversation again. */
export const MOST_CHANGED = 48

/** The bucket of a time. @param now milliseconds since 1970 */
export const bucketAt = (now: number): number => Math.floor(now / 1000 / BUCKET_SECONDS)

const endOf = (bucket: number): number => (bucket + 1) * BUCKET_SECONDS * 1000

/** Whether a bucket can no longer change, so that it may be cached without expiry. */
export const isClosed = (bucket: number, now: number): boolean => now >= endOf(bucket) + MARGIN_SECONDS * 1000

/** Whether a write that ended now was in time for its bucket. */
export const isInTime = (bucket: number, now: number): boolean => now < endOf(bucket) + LATEST_SECONDS * 1000

/** Whether a bucket is so old that its entries may have been deleted. */
export const isForgotten = (bucket: number, now: number): boolean => now >= endOf(bucket) + (KEPT_SECONDS - 60) * 1000

/**
 * The first bucket that is not closed. A page has to read from it on so that it misses no change after a read at `now`.
 * An eventually consistent read may be a moment old. The changes that it may have missed are written to this bucket or
 * a later one.
 */
export const liveFrom = (now: number): number => bucketAt(now - MARGIN_SECONDS * 1000)

/** The changes of a comment that readers can see. `score`: its score changed. */
export const FEED_KINDS = ['posted', 'edited', 'removed', 'score'] as const
export type FeedKind = (typeof FEED_KINDS)[number]

/** The kind of a change for readers. The deletion of a tombstone is `removed` again: no comment is left to show. */
export function kindOf(change: Change): FeedKind {
  if (difference(change) > 0) return 'posted'
  return change.before?.state === 'published' && change.after?.state === 'published' ? 'edited' : 'removed'
}

/**
 * A changed comment: its current form, undefined when it is deleted. A reply comes with the reply count of its thread.
 */
export type FeedItem = {
  id: CommentId
  kind: FeedKind
  comment: PlacedComment | Thread | undefined
  thread: { root: CommentId; replyCount: number } | undefined
}

/** The changes in some successive buckets. */
export type Changes = {
  /** Empty when truncated. */
  items: FeedItem[]
  /** More than {@link MOST_CHANGED} comments changed. */
  truncated: boolean
  /** Published comments of the article. */
  total: number | undefined
}
