/**
 * What a change of a comment does to everything that is derived from it. Pure, and made of differences, so that changes
 * may come late or in any order; that each counts once is the store's business.
 */
import { type CommentId, isRoot, type PlacedComment, rootOf } from './comment.ts'

/** One record of the stream, as far as it concerns a comment in its place. */
export type Change = {
  /** The stream's own name for the record: the same at every delivery. */
  eventId: string
  id: CommentId
  article: string
  before: PlacedComment | undefined
  after: PlacedComment | undefined
}

/** What changes under one root: how many replies more or less, and which replies are different now. */
export type ThreadEffect = { article: string; root: CommentId; replies: number; touched: string[] }

/** How many published comments more or less a write shard of an article has: replies count where their root is. */
export type TotalEffect = { article: string; shard: number; comments: number }

export type Effects = { totals: TotalEffect[]; threads: ThreadEffect[] }

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

/** The effects of several changes, added up. */
export function effectsOf(changes: readonly Change[]): Effects {
  const totals = new Map<string, TotalEffect>()
  const threads = new Map<string, ThreadEffect>()
  for (const change of changes) {
    const { article, id } = change
    const place = `${article}#${id.shard}`
    const total = totals.get(place) ?? { article, shard: id.shard, comments: 0 }
    totals.set(place, { ...total, comments: total.comments + difference(change) })
    if (isRoot(id)) continue
    const thread = threads.get(id.root) ?? { article, root: rootOf(id), replies: 0, touched: [] }
    threads.set(id.root, {
      ...thread,
      replies: thread.replies + difference(change),
      touched: [...thread.touched, id.own],
    })
  }
  return { totals: [...totals.values()], threads: [...threads.values()] }
}
