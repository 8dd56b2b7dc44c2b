/**
 * What a new reply answers: whether that is there and still stands, and where the reply then stands.
 */
import { type CommentId, parseCommentId, type Standing, standingUnder } from '../domain/comments/comment.ts'
import { CommentRemoved, ParentNotFound } from '../domain/errors.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { getRootAndParent } from '../store/comments/comments.ts'
import type { Conversation } from '../store/comments/conversations.ts'

/** A comment that may be answered, and where an answer to it stands. */
export type Parent = { id: CommentId; standing: Standing }

/**
 * The comment that a reply wants to answer. Reads as {@link getRootAndParent} does.
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
