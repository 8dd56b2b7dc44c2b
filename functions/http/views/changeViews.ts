/**
 * The change feed as clients see it. Fields may be added here, never renamed.
 */

import type { Changes, FeedItem } from '../../domain/comments/changeFeed.ts'
import { formatCommentId } from '../../domain/comments/comment.ts'
import { type CommentView, commentView, threadView } from './commentViews.ts'

export type ChangeView = {
  id: string
  kind: FeedItem['kind']
  /** The comment as it is now; null if nothing of it is left. */
  comment: CommentView | null
  /** For a reply: its root and the current number of published replies to it. */
  thread?: { id: string; total: number }
}

/** @param next the bucket to ask for next */
export const changesView = ({ items, truncated, total }: Changes, next: number) => ({
  items: items.map(changeView),
  next,
  ...(total !== undefined && { total }),
  ...(truncated && { truncated }),
})

function changeView({ id, kind, comment, thread }: FeedItem): ChangeView {
  return {
    id: formatCommentId(id),
    kind,
    comment: comment ? ('preview' in comment ? threadView(comment) : commentView(comment)) : null,
    ...(thread && { thread: { id: formatCommentId(thread.root), total: thread.replyCount } }),
  }
}
