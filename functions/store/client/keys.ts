/**
 * All keys of both tables. Only this file builds keys.
 */
import { type CommentId, isRoot, type QueueStatus } from '../../domain/comments/comment.ts'
import { lowBits } from '../../domain/ulid.ts'

/** A primary key; both tables call its parts pk and sk. */
export type Key = { pk: string; sk: string }

const COMMENT_PREFIX = 'C#'

/** The sort keys of items that are alone in their partition, or with items of another kind. */
const SORT = {
  /** An article's facts. */
  article: 'A',
  /** An article's HTML. */
  articleBody: 'B',
  /** An article's Markdown. */
  articleSource: 'T',
  /** The article's claim to a slug. */
  slugClaim: 'S',
  /** The terms that an article is indexed under. */
  indexCard: 'I',
  /** The statistics of a write shard, before all its comments. */
  statisticsFirst: 'C',
  /** The same statistics, after all its comments. */
  statisticsLast: 'S',
  /** The private facts of a comment: e-mail address, address hash, user agent. */
  privateFacts: 'P',
  /** The record of a comment: its source, state and version. */
  record: 'T',
  /** The allowances that an address has used. */
  rateLimit: 'X',
  /** An external page. */
  externalPage: 'E',
  /** The answer to a request with an idempotency key. */
  idempotency: 'I',
  /** The id of an imported comment. */
  importMark: 'O',
  /** The write shards of an article. */
  shardMap: 'H',
  /** The counted votes of a swept comment. */
  keptVotes: 'K',
  /** The mark of a change that the projector has applied. */
  appliedMark: 'M',
} as const

// Articles table

export const articlePartition = (key: string): string => `A#${key}`
/** The article that a partition belongs to; undefined for any other partition. */
export const articleKeyOf = (pk: string): string | undefined =>
  pk.startsWith('A#') ? pk.slice('A#'.length) : undefined
export const articleKey = (key: string): Key => ({ pk: articlePartition(key), sk: SORT.article })
export const articleBodyKey = (key: string): Key => ({ pk: articlePartition(key), sk: SORT.articleBody })
export const articleSourceKey = (key: string): Key => ({ pk: articlePartition(key), sk: SORT.articleSource })
export const revisionKey = (key: string, version: number): Key => ({
  pk: articlePartition(key),
  sk: `R#${String(version).padStart(10, '0')}`,
})
export const slugClaimKey = (slug: string): Key => ({ pk: `S#${slug}`, sk: SORT.slugClaim })
export const listingPartition = (list: string): string => `L#${list}`
export const tagList = (tag: string): string => `tag#${tag.toLowerCase()}`
export const listingKey = (list: string, time: string, articleKey: string): Key => ({
  pk: listingPartition(list),
  sk: `${time}#${articleKey}`,
})
/** The number of articles of each month, spread over a few items per month. No list has this name. */
export const monthsPartition = (): string => 'L#months'
export const monthKey = (month: string, place: number): Key => ({ pk: monthsPartition(), sk: `${month}#${place}` })
/** The month in such a key: `2026-11`. */
export const monthOfKey = (sk: string): string => sk.slice(0, sk.indexOf('#'))
/** The articles filed under a term, or with the term in their titles. Sorted like the lists. A term contains no `#`. */
export const termPartition = (term: string, inTitle: boolean): string => (inTitle ? `T#${term}#title` : `T#${term}`)
export const termKey = (term: string, inTitle: boolean, time: string, articleKey: string): Key => ({
  pk: termPartition(term, inTitle),
  sk: `${time}#${articleKey}`,
})
/** The terms under which an article is filed. */
export const indexCardKey = (key: string): Key => ({ pk: `I#${key}`, sk: SORT.indexCard })
export const settingsKey = (): Key => ({ pk: 'SITE', sk: 'SETTINGS' })

// Comments table

/** The partition of an article's root comments in one write shard. */
export const rootPartition = (article: string, shard: number): string =>
  shard === 0 ? `A#${article}` : `A#${article}#${shard}`
/** The write shard that a partition of roots belongs to. */
export const shardOfPartition = (pk: string): number => Number(pk.split('#')[2] ?? 0)
export const replyPartition = (root: string): string => `R#${root}`
/** The root whose replies a partition holds; undefined for a partition of roots. */
export const rootOfPartition = (pk: string): string | undefined =>
  pk.startsWith('R#') ? pk.slice('R#'.length) : undefined
export const commentSortKey = (own: string): string => COMMENT_PREFIX + own
export const isCommentSortKey = (sk: string): boolean => sk.startsWith(COMMENT_PREFIX)
/** The ULID in a comment's sort key. */
export const ownOf = (sk: string): string => sk.slice(COMMENT_PREFIX.length)

/** The key of a comment in its place under the article. */
export function placeKey(article: string, id: CommentId): Key {
  return { pk: isRoot(id) ? rootPartition(article, id.shard) : replyPartition(id.root), sk: commentSortKey(id.own) }
}

/**
 * The sparse index of the root comments with at least one upvote: by article across all its write shards, sorted by
 * rank.
 */
export const TOP_INDEX = 'top'
export const topPartition = (article: string): string => rootPartition(article, 0)

/**
 * The statistics of a write shard, stored twice. `S` sorts after every comment and `C` before. One Query in either
 * direction returns the statistics with its first page.
 */
export const statisticsKeys = (partition: string): [Key, Key] => [
  { pk: partition, sk: SORT.statisticsLast },
  { pk: partition, sk: SORT.statisticsFirst },
]

export const privateFactsKey = (id: string): Key => ({ pk: `P#${id}`, sk: SORT.privateFacts })
export const recordKey = (id: string): Key => ({ pk: `P#${id}`, sk: SORT.record })

export const QUEUE_SHARDS = 4
const QUEUE_NAMES = { held: 'pending', spam: 'spam', removed: 'removed' } as const satisfies Record<QueueStatus, string>
/** Pointers to reported published comments. These comments stay in place, so the queue lists only their locations. */
export const reportedPartition = (shard: number): string => `Q#reported#${shard}`
export const reportedKey = (own: string): Key => ({ pk: reportedPartition(lowBits(own) % QUEUE_SHARDS), sk: own })
export const queuePartition = (status: QueueStatus, shard: number): string => `Q#${QUEUE_NAMES[status]}#${shard}`
export const queueKey = (status: QueueStatus, own: string): Key => ({
  pk: queuePartition(status, lowBits(own) % QUEUE_SHARDS),
  sk: own,
})

/**
 * The recent activity of an address. With `of`: its activity on one comment or with one text, where a limit applies to
 * each.
 */
export const rateLimitKey = (addressHash: string, of?: string): Key => ({
  pk: of === undefined ? `X#${addressHash}` : `X#${addressHash}#${of}`,
  sk: SORT.rateLimit,
})
/** A page of another site that has comments here. */
export const externalPageKey = (key: string): Key => ({ pk: `E#${key}`, sk: SORT.externalPage })
export const idempotencyKey = (hash: string): Key => ({ pk: `I#${hash}`, sk: SORT.idempotency })
/** The id of an imported comment at its source. */
export const importMarkKey = (hash: string): Key => ({ pk: `O#${hash}`, sk: SORT.importMark })
export const shardMapKey = (article: string): Key => ({ pk: `H#${article}`, sk: SORT.shardMap })
/**
 * The articles that are spread over write shards now. The projector checks them every minute. No article has an empty
 * key.
 */
export const spreadPartition = (): string => 'H#'
export const spreadKey = (article: string): Key => ({ pk: spreadPartition(), sk: article })
/** One voter's vote on a comment. */
export const voteKey = (id: string, voter: string): Key => ({ pk: `V#${id}`, sk: voter })
/** The comment that a partition of votes is for; undefined for any other partition. */
export const voteTargetOf = (pk: string): string | undefined =>
  pk.startsWith('V#') ? pk.slice('V#'.length) : undefined
/**
 * One voter's report of a comment. It is stored with the comment's private facts, which public requests do not read.
 */
export const reportKey = (id: string, voter: string): Key => ({ pk: `P#${id}`, sk: `R#${voter}` })
/** One address's report of a comment, for any voter. A voter's id contains no `@`. */
export const addressReportKey = (id: string, addressHash: string): Key => ({ pk: `P#${id}`, sk: `R#@${addressHash}` })
/** The counted votes of a swept comment, kept for the case that it is restored. */
export const keptVotesKey = (id: string): Key => ({ pk: `K#${id}`, sk: SORT.keptVotes })
export const appliedMarkKey = (eventId: string): Key => ({ pk: `M#${eventId}`, sk: SORT.appliedMark })
/** Hours since 1970, by which recent comments are grouped. */
export const HOUR = 60 * 60 * 1000
export const hourOf = (time: number): number => Math.floor(time / HOUR)
export const recentPartition = (hour: number): string => `F#${hour}`
/** The hours that have recent comments. Seven digits last until the year 3110. */
export const recentHourKey = (hour: number): Key => ({ pk: 'F#hours', sk: String(hour).padStart(7, '0') })

/** The change feed of an article; see domain/comments/changeFeed.ts. */
export const changesPartition = (article: string): string => `D#${article}`
/** Sorts before the changes of a bucket and after those of earlier ones. Ten digits last until the year 5138. */
export const bucketSort = (bucket: number): string => String(bucket).padStart(10, '0')
/** @param entry the changed comment and the kind of change */
export const changeKey = (article: string, bucket: number, entry: string): Key => ({
  pk: changesPartition(article),
  sk: `${bucketSort(bucket)}#${entry}`,
})

export const SWEEP_SHARDS = 4
export const sweepPartition = (shard: number): string => `W#${shard}`
/** A tombstone that may be swept from a given time on. `due` is a ULID made from that time. */
export const sweepKey = (due: string): Key => ({ pk: sweepPartition(lowBits(due) % SWEEP_SHARDS), sk: due })
