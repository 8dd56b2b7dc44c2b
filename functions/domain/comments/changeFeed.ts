/**
 * The change feed: what happened to an article's conversation, in buckets of ten seconds. A change belongs to the bucket
 * in which it was noted, not to the time in the comment's id: so an old comment that is approved now is news now.
 */
import type { CommentId, PlacedComment, Thread } from './comment.ts'
import { type Change, difference } from './projection.ts'

/** Seconds in a bucket. */
const BUCKET_SECONDS = 10

/**
 * How long after its end something may still be added to a bucket, in seconds. Longer than an entry may take to be
 * written (the projector notes a change anew when it took longer) and than clocks differ.
 */
const MARGIN_SECONDS = 10
/** How late into the margin a written entry still counts as written in time; the rest is left for clocks that differ. */
const LATEST_SECONDS = 8

/** How long buckets are kept, in seconds. */
export const KEPT_SECONDS = 2 * 24 * 60 * 60

/** The most comments that a bucket tells of; when more changed, a page had better read the conversation again. */
export const MOST_IN_BUCKET = 48

/** The bucket of a moment. @param now milliseconds since 1970 */
export const bucketAt = (now: number): number => Math.floor(now / 1000 / BUCKET_SECONDS)

const endOf = (bucket: number): number => (bucket + 1) * BUCKET_SECONDS * 1000

/** Whether nothing can be added to a bucket any more, so that it may be remembered for good. */
export const isClosed = (bucket: number, now: number): boolean => now >= endOf(bucket) + MARGIN_SECONDS * 1000

/** Whether an entry whose writing ended now was in time for its bucket. */
export const isInTime = (bucket: number, now: number): boolean => now < endOf(bucket) + LATEST_SECONDS * 1000

/** Whether a bucket is so old that what it held may be gone. */
export const isForgotten = (bucket: number, now: number): boolean => now >= endOf(bucket) + (KEPT_SECONDS - 60) * 1000

/**
 * The bucket from which a page has to follow so that it misses nothing, when it shows what was read now. A read that
 * is eventually consistent may be a moment old; what it may have missed is noted later than that.
 */
export const liveFrom = (now: number): number => bucketAt(now - MARGIN_SECONDS * 1000)

/** What may happen to a comment in the eyes of readers. A score is one that changed. */
export const FEED_KINDS = ['posted', 'edited', 'removed', 'score'] as const
export type FeedKind = (typeof FEED_KINDS)[number]

/** What a change is to readers. A tombstone that goes is removed once more: then nothing is left to show. */
export function kindOf(change: Change): FeedKind {
  if (difference(change) > 0) return 'posted'
  return change.before?.state === 'published' && change.after?.state === 'published' ? 'edited' : 'removed'
}

/** What became of a comment: as it is now, or nothing when it is gone; for a reply also how many its thread has. */
export type FeedItem = {
  id: CommentId
  kind: FeedKind
  comment: PlacedComment | Thread | undefined
  thread: { root: CommentId; replyCount: number } | undefined
}

/** What a bucket tells. When it is too much, nothing but that. */
export type Bucket = {
  items: FeedItem[]
  truncated: boolean /** Published comments of the article. */
  total: number | undefined
}
