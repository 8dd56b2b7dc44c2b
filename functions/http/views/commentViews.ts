/**
 * Comments as clients see them. Fields may be added here, never renamed.
 */
import type {
  CommentFacts,
  CommentId,
  PlacedComment,
  QueuedComment,
  ReportedComment,
  Thread,
} from '../../domain/comments/comment.ts'
import { createdAt, formatCommentId } from '../../domain/comments/comment.ts'
import { scoreOf } from '../../domain/comments/votes.ts'

export type CommentView = {
  id: string
  /** The parent comment. */
  parentId: string | null
  /** The comment that it answers, if that comment is too deep to be the parent. */
  replyTo?: string
  author: { name: string; url?: string | undefined; badges: string[] } | null
  html: string
  createdAt: string
  editedAt: string | null
  state: 'published' | 'held' | 'removed'
  score: number
  /** Present, and true, if a preview has only the beginning. */
  shortened?: true
  replies: { total: number; items: CommentView[]; nextCursor: string | null }
}

/** A root with its count of replies and the first two of them. */
export function threadView(thread: Thread): CommentView {
  const { id, replyCount, preview } = thread
  const last = preview.replies.at(-1)
  return {
    ...commentView(thread),
    replies: {
      total: replyCount,
      items: preview.replies.map(({ own, state, facts, shortened, score }) => ({
        ...view({ ...id, own }, facts, state, score),
        ...(shortened && { shortened }),
      })),
      nextCursor: preview.more && last ? last.own : null,
    },
  }
}

/** One comment by itself: a reply, or a root that has just been posted. */
export const commentView = ({ id, facts, state, votes }: PlacedComment): CommentView =>
  view(id, facts, state, scoreOf(votes))

/** A held comment, as its author sees it. */
const heldView = ({ id, facts }: QueuedComment): CommentView => view(id, facts, 'held', 0)

/** A comment as its author sees it, held or published. */
export const ownView = (comment: PlacedComment | QueuedComment): CommentView =>
  'status' in comment ? heldView(comment) : commentView(comment)

/** A comment in a queue, as moderators see it: with its source, version and article. */
export const queuedView = ({ id, facts, status, version, source, article, reports }: QueuedComment) => ({
  ...view(id, facts, status === 'held' ? 'held' : 'removed', 0),
  status,
  version,
  source,
  article,
  reports,
})

/** A published comment that was reported, as moderators see it. */
export const reportedView = ({ comment, source, reports }: ReportedComment) => ({
  ...commentView(comment),
  status: 'reported' as const,
  version: comment.version,
  source,
  article: comment.article,
  reports,
})

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

function view(id: CommentId, facts: CommentFacts, state: CommentView['state'], score: number): CommentView {
  return {
    id: formatCommentId(id),
    parentId: facts.parentId,
    ...(facts.replyTo !== undefined && { replyTo: facts.replyTo }),
    author: facts.author && { ...facts.author, badges: [] },
    html: facts.html,
    createdAt: iso(createdAt(id)),
    editedAt: facts.editedAt === null ? null : iso(facts.editedAt),
    state,
    // Of a removed comment nothing is left to like or dislike.
    score: state === 'removed' ? 0 : score,
    replies: { total: 0, items: [], nextCursor: null },
  }
}
