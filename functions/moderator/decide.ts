/**
 * Applies a moderator's action to a comment in any state. Actions are idempotent.
 */

import type { Action, CommentState, QueuedComment, QueueStatus } from '../domain/comments/comment.ts'
import { parseCommentId } from '../domain/comments/comment.ts'
import { CommentChanged, CommentNotFound, CommentRemoved } from '../domain/errors.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { getCommentRecord, type WholeComment } from '../store/comments/commentRecord.ts'
import type { Conversation } from '../store/comments/conversations.ts'
import { approveInPlace, publish, requeue, withdraw } from '../store/comments/transitions.ts'

/** The state of a comment after an action. A deleted comment stays deleted. */
function stateAfter(action: Action, state: CommentState, restoreTo: 'published' | 'held'): CommentState {
  if (state === 'deleted') return 'deleted'
  switch (action) {
    case 'approve':
      return 'published'
    case 'spam':
      return 'spam'
    case 'remove':
      return 'removed'
    case 'restore':
      return state === 'spam' || state === 'removed' ? restoreTo : state
  }
}

/**
 * Applies an action to one comment.
 * @param version the version that the moderator has seen, if the request has one
 * @returns the new state of the comment
 * @throws CommentNotFound, CommentRemoved if its author deleted it, CommentChanged
 */
export async function decide(
  comments: Table,
  { article, shards }: Conversation,
  id: string,
  action: Action,
  version: number | undefined,
  now: number,
): Promise<CommentState> {
  const commentId = parseCommentId(id, shards)
  const file = commentId && (await getCommentRecord(comments, article.key, commentId))
  if (!file) throw new CommentNotFound()
  const { record } = file
  if (record.state === 'deleted') throw new CommentRemoved('by-author')
  if (version !== undefined && version !== record.version) throw new CommentChanged()

  const destination = stateAfter(action, record.state, record.restoreTo)
  if (destination !== record.state) await moveTo(comments, file, destination, now)
  // Reports do not hold a version that a moderator approved. A guest cannot report the same comment twice.
  else if (action === 'approve' && (record.reports.count > 0 || record.approved !== record.version))
    await approveInPlace(comments, record)
  return destination
}

async function moveTo(comments: Table, file: WholeComment, destination: CommentState, now: number): Promise<void> {
  const { record, placed, queued } = file
  if (destination === 'published') {
    if (!queued) throw new CommentChanged()
    return publish(comments, record, queued)
  }
  if (destination === 'deleted') throw new CommentRemoved()
  if (record.state === 'published') {
    if (!placed) throw new CommentChanged()
    return withdraw(comments, record, queuedFrom(file, placed.facts, destination), now)
  }
  if (!queued) throw new CommentChanged()
  return requeue(comments, record, queued, { ...queued, status: destination })
}

function queuedFrom({ record }: WholeComment, facts: QueuedComment['facts'], status: QueueStatus): QueuedComment {
  const { id, article, version, source, reports } = record
  return { id, article, status, version, facts, source, reports }
}
