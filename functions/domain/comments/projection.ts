/**
 * What a change of a comment or of a vote does to everything that is derived from it. Pure, and made of differences, so
 * that changes may come late or in any order; that each counts once is the store's business.
 */
import { type CommentId, createdAt, formatCommentId, isRoot, type PlacedComment, rootOf } from './comment.ts'
import { NO_VOTES, plus, type Votes } from './votes.ts'

/** One record of the stream, as far as it concerns a comment in its place. */
export type Change = {
  /** The stream's own name for the record: the same at every delivery. */
  eventId: string
  id: CommentId
  article: string
  before: PlacedComment | undefined
  after: PlacedComment | undefined
}

/** One record of the stream, as far as it concerns a vote: what it does to the counts of the comment that it is for. */
export type VoteChange = { eventId: string; id: CommentId; article: string; votes: Votes }

const isVoteChange = (change: Change | VoteChange): change is VoteChange => 'votes' in change
export const isCommentChange = (change: Change | VoteChange): change is Change => !isVoteChange(change)

/** What changes under one root. */
export type ThreadEffect = {
  article: string
  root: CommentId
  /** How many replies more or less. */
  replies: number
  /** The replies that are different now. */
  touched: string[]
  /** How many votes more or less a comment of the thread has. */
  votes: { id: CommentId; votes: Votes }[]
  /** Comments that came to their place so late that they may have been there before, with votes. */
  returned: CommentId[]
  /** Whether the root, voted for, was removed or came back: then its place among the best has to be looked at. */
  moved: boolean
}

/** How many published comments more or less a write shard of an article has: replies count where their root is. */
export type TotalEffect = { article: string; shard: number; comments: number }

export type Effects = { totals: TotalEffect[]; threads: ThreadEffect[] }

/**
 * A comment that takes its place later than this after it was posted (milliseconds) may have been swept from there. Less
 * than the minute after which tombstones are swept, since clocks differ.
 */
const LATE = 30_000

const published = (comment: PlacedComment | undefined): number => (comment?.state === 'published' ? 1 : 0)

/** How many published comments more or less there are after a change: 1, 0 or -1. */
export const difference = ({ before, after }: Change): number => published(after) - published(before)

/**
 * Whether a change is of a comment's own facts. The projector's own writes (counts, previews) are not; passing over them
 * keeps it from feeding itself.
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
 * The effects of several changes, added up.
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
 * The items that the effects of a change lie in, by names of their own: so many changes can be applied in one transaction
 * as it has room for their marks and these.
 */
export function itemsTouchedBy(change: Change | VoteChange): string[] {
  const { article, id } = change
  const root = isRoot(id) ? [] : [formatCommentId(rootOf(id))]
  if (isVoteChange(change)) return [formatCommentId(id), ...root]
  return difference(change) === 0 ? root : [...root, `${article}#${id.shard}`, `${article}#${id.shard} again`]
}
