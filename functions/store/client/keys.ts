/**
 * Every key in both tables. Nothing else builds one.
 */
import { type CommentId, isRoot, type QueueStatus } from '../../domain/comments/comment.ts'
import { lowBits } from '../../domain/ulid.ts'

/** A primary key; both tables call its parts pk and sk. */
export type Key = { pk: string; sk: string }

const COMMENT_PREFIX = 'C#'

/** The sort keys of items that stand alone in their partition, or beside items of another kind. */
const SORT = {
  /** An article's facts. */
  article: 'A',
  /** An article's HTML. */
  articleBody: 'B',
  /** An article's Markdown. */
  articleSource: 'T',
  /** The claim of a slug. */
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
  /** What an address has used up of a limit. */
  rateLimit: 'X',
  /** An external page. */
  externalPage: 'E',
  /** The answer to a request with an idempotency key. */
  idempotency: 'I',
  /** The id of an imported comment. */
  importMark: 'O',
  /** The write shards of an article. */
  shardMap: 'H',
  /** The counted votes of a comment that was swept. */
  keptVotes: 'K',
  /** The mark of a batch that the projector has applied. */
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
/** How many articles each month has, over a few items a month. No list is called so. */
export const monthsPartition = (): string => 'L#months'
export const monthKey = (month: string, place: number): Key => ({ pk: monthsPartition(), sk: `${month}#${place}` })
/** The month in such a key: `2026-11`. */
export const monthOfKey = (sk: string): string => sk.slice(0, sk.indexOf('#'))
/** The articles that are filed under a term, or that have it in their titles. Sorted as lists are. No term holds a `#`. */
export const termPartition = (term: string, inTitle: boolean): string => (inTitle ? `T#${term}#title` : `T#${term}`)
export const termKey = (term: string, inTitle: boolean, time: string, articleKey: string): Key => ({
  pk: termPartition(term, inTitle),
  sk: `${time}#${articleKey}`,
})
/** What an article is filed under. */
export const indexCardKey = (key: string): Key => ({ pk: `I#${key}`, sk: SORT.indexCard })
export const settingsKey = (): Key => ({ pk: 'SITE', sk: 'SETTINGS' })

// Comments table

/** Where an article's root comments of one write shard live. */
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

/** Where a comment stands under its article. */
export function placeKey(article: string, id: CommentId): Key {
  return { pk: isRoot(id) ? rootPartition(article, id.shard) : replyPartition(id.root), sk: commentSortKey(id.own) }
}

/** The sparse index of the root comments that somebody is for: by article over all its write shards, by rank. */
export const TOP_INDEX = 'top'
export const topPartition = (article: string): string => rootPartition(article, 0)

/**
 * The statistics of a write shard, twice: `S` sorts after every comment and `C` before, so that one Query in either
 * direction returns them with its first page.
 */
export const statisticsKeys = (partition: string): [Key, Key] => [
  { pk: partition, sk: SORT.statisticsLast },
  { pk: partition, sk: SORT.statisticsFirst },
]

export const privateFactsKey = (id: string): Key => ({ pk: `P#${id}`, sk: SORT.privateFacts })
export const recordKey = (id: string): Key => ({ pk: `P#${id}`, sk: SORT.record })

export const QUEUE_SHARDS = 4
const QUEUE_NAMES = { held: 'pending', spam: 'spam', removed: 'removed' } as const satisfies Record<QueueStatus, string>
/** Published comments that were reported: they stand where they are, so only their places are listed. */
export const reportedPartition = (shard: number): string => `Q#reported#${shard}`
export const reportedKey = (own: string): Key => ({ pk: reportedPartition(lowBits(own) % QUEUE_SHARDS), sk: own })
export const queuePartition = (status: QueueStatus, shard: number): string => `Q#${QUEUE_NAMES[status]}#${shard}`
export const queueKey = (status: QueueStatus, own: string): Key => ({
  pk: queuePartition(status, lowBits(own) % QUEUE_SHARDS),
  sk: own,
})

/** What an address did lately; to one comment, or with one text, where that is limited for each. */
export const rateLimitKey = (addressHash: string, of?: string): Key => ({
  pk: of === undefined ? `X#${addressHash}` : `X#${addressHash}#${of}`,
  sk: SORT.rateLimit,
})
/** A page of another site that is commented on here. */
export const externalPageKey = (key: string): Key => ({ pk: `E#${key}`, sk: SORT.externalPage })
export const idempotencyKey = (hash: string): Key => ({ pk: `I#${hash}`, sk: SORT.idempotency })
/** What an imported comment was called where it comes from. */
export const importMarkKey = (hash: string): Key => ({ pk: `O#${hash}`, sk: SORT.importMark })
export const shardMapKey = (article: string): Key => ({ pk: `H#${article}`, sk: SORT.shardMap })
/** The articles that are spread over write shards now: the projector looks at them every minute. No article's key is empty. */
export const spreadPartition = (): string => 'H#'
export const spreadKey = (article: string): Key => ({ pk: spreadPartition(), sk: article })
/** One voter's opinion of a comment. */
export const voteKey = (id: string, voter: string): Key => ({ pk: `V#${id}`, sk: voter })
/** The comment that a partition of votes is for; undefined for any other partition. */
export const voteTargetOf = (pk: string): string | undefined =>
  pk.startsWith('V#') ? pk.slice('V#'.length) : undefined
/** One voter's report of a comment. It lies with the comment's private facts, where no reader looks. */
export const reportKey = (id: string, voter: string): Key => ({ pk: `P#${id}`, sk: `R#${voter}` })
/** One address's report of a comment, whoever sent it. No voter's id holds an `@`. */
export const addressReportKey = (id: string, addressHash: string): Key => ({ pk: `P#${id}`, sk: `R#@${addressHash}` })
/** The counted votes of a comment that was swept from its place, in case it comes back. */
export const keptVotesKey = (id: string): Key => ({ pk: `K#${id}`, sk: SORT.keptVotes })
export const appliedMarkKey = (eventId: string): Key => ({ pk: `M#${eventId}`, sk: SORT.appliedMark })
/** Hours since 1970, by which recent comments are grouped. */
export const HOUR = 60 * 60 * 1000
export const hourOf = (time: number): number => Math.floor(time / HOUR)
export const recentPartition = (hour: number): string => `F#${hour}`
/** The hours that have any; seven digits last until the year 3110. */
export const recentHourKey = (hour: number): Key => ({ pk: 'F#hours', sk: String(hour).padStart(7, '0') })

/** What changed in the conversation of an article in some ten seconds; see domain/comments/changeFeed.ts. */
export const changesPartition = (article: string, bucket: number): string => `D#${article}#${bucket}`

export const SWEEP_SHARDS = 4
export const sweepPartition = (shard: number): string => `W#${shard}`
/** A tombstone that may be swept once its time has come: `due` is a ULID made from that time. */
export const sweepKey = (due: string): Key => ({ pk: sweepPartition(lowBits(due) % SWEEP_SHARDS), sk: due })
