/**
 * The effects of a changed comment or vote on derived data. The functions are pure and compute differences, so changes
 * may arrive late and in any order. The store makes sure that each change counts once.
 */
import { type CommentId, createdAt, formatCommentId, isRoot, type PlacedComment, rootOf } from './comment.ts'
import { NO_VOTES, plus, type Votes } from './votes.ts'

/** A stream record of a comment under an article. */
export type Change = {
  /** The id of the stream record. It is the same at every delivery. */
  eventId: string
  id: CommentId
  article: string
  before: PlacedComment | undefined
  after: PlacedComment | undefined
}

/** A stream record of a vote. `votes` is the difference to the counts of the comment. */
export type VoteChange = { eventId: string; id: CommentId; article: string; votes: Votes }

const isVoteChange = (change: Change | VoteChange): change is VoteChange => 'votes' in change
export const isCommentChange = (change: Change | VoteChange): change is Change => !isVoteChange(change)

/** The changes in the thread of one root. */
export type ThreadEffect = {
  article: string
  root: CommentId
  /** The difference in the number of replies. */
  replies: number
  /** The replies that changed. */
  touched: string[]
  /** The difference in the votes of each comment of the thread. */
  votes: { id: CommentId; votes: Votes }[]
  /** Comments that were placed so late that they may have been there before, with votes. */
  returned: CommentId[]
  /** Whether a root with upvotes was removed or restored. Its rank among the best must then be updated. */
  moved: boolean
}

/** The difference in the number of published comments of a write shard. Replies count in the shard of their root. */
export type TotalEffect = { article: string; shard: number; comments: number }

export type Effects = { totals: TotalEffect[]; threads: ThreadEffect[] }

/**
 * Milliseconds. If a comment is placed this long after it was posted, its tombstone may have been swept before. Less
 * than the minute after which tombstones are swept, because clocks differ.
 */
const LATE = 30_000

const published = (comment: PlacedComment | undefined): number => (comment?.state === 'published' ? 1 : 0)

/** The difference in the number of published comments after a change: 1, 0 or -1. */
export const difference = ({ before, after }: Change): number => published(after) - published(before)

/**
 * Whether a change is of a comment's own facts. The projector's own writes (counts, previews) are not, so the projector
 * skips the stream records that it causes itself.
 */
export function concernsReaders({ before, after }: Change): boolean {
  if (!before || !after) return true
  return (
    before.state !== after.state ||
    before.version !== after.version ||
    JSON.stringify(before.facts) !== JSON.stringify(after.facts)
  )
}

/**
 * The sum of the effects of several changes.
 * @param now milliseconds since 1970
 */
export function effectsOf(changes: readonly (Change | VoteChange)[], now: number): Effects {
  const totals = new Map<string, TotalEffect>()
  const threads = new Map<string, ThreadEffect>()
  const threadOf = ({ article, id }: Change | VoteChange): ThreadEffect => {
    const thread = threads.get(id.root) ?? newThread(article, rootOf(id))
    threads.set(id.root, thread)
    return thread
  }
  for (const change of changes) {
    const { article, id } = change
    if (isVoteChange(change)) {
      addVotes(threadOf(change).votes, change)
      continue
    }
    const place = `${article}#${id.shard}`
    const total = totals.get(place) ?? { article, shard: id.shard, comments: 0 }
    totals.set(place, { ...total, comments: total.comments + difference(change) })

    if (isReturn(change, now)) threadOf(change).returned.push(id)
    if (isRoot(id)) {
      if (isMove(change)) threadOf(change).moved = true
      continue
    }
    const thread = threadOf(change)
    thread.replies += difference(change)
    thread.touched.push(id.own)
  }
  return { totals: [...totals.values()], threads: [...threads.values()] }
}

const newThread = (article: string, root: CommentId): ThreadEffect => ({
  article,
  root,
  replies: 0,
  touched: [],
  votes: [],
  returned: [],
  moved: false,
})

function addVotes(sums: ThreadEffect['votes'], { id, votes }: VoteChange): void {
  const known = sums.find((sum) => sum.id.own === id.own)
  if (known) known.votes = plus(known.votes, votes)
  else sums.push({ id, votes: plus(NO_VOTES, votes) })
}

const isReturn = ({ id, before, after }: Change, now: number): boolean =>
  before === undefined && after !== undefined && now - createdAt(id) > LATE

const isMove = ({ before, after }: Change): boolean =>
  before !== undefined && after !== undefined && before.state !== after.state && after.votes.up > 0

/**
 * Names of the items that the effects of a change are written to. A transaction can apply as many changes as it has
 * room for these items and the marks of the changes.
 */
export function itemsTouchedBy(change: Change | VoteChange): string[] {
  const { article, id } = change
  const root = isRoot(id) ? [] : [formatCommentId(rootOf(id))]
  if (isVoteChange(change)) return [formatCommentId(id), ...root]
  return difference(change) === 0 ? root : [...root, `${article}#${id.shard}`, `${article}#${id.shard} again`]
}
