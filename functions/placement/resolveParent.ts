/**
 * Finds the parent of a new reply, checks that it is not removed, and computes the position of the reply.
 */
import { type CommentId, parseCommentId, type Standing, standingUnder } from '../domain/comments/comment.ts'
import { CommentRemoved, ParentNotFound } from '../domain/errors.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { getRootAndParent } from '../store/comments/comments.ts'
import type { Conversation } from '../store/comments/conversations.ts'

/** A comment that accepts replies, and the position of a reply to it. */
export type Parent = { id: CommentId; standing: Standing }

/**
 * The comment that a reply answers. Costs the reads of {@link getRootAndParent}.
 * @throws ParentNotFound, CommentRemoved
 */
export async function resolveParent(
  comments: Table,
  { article, shards }: Conversation,
  parentId: string,
): Promise<Parent> {
  const id = parseCommentId(parentId, shards)
  const found = id && (await getRootAndParent(comments, article.key, id))
  if (!found) throw new ParentNotFound()
  if (found.parent.state === 'removed') throw new CommentRemoved('parent')
  return { id: found.parent.id, standing: standingUnder(found.parent) }
}
