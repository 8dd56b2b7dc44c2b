/**
 * What a new reply answers: whether that is there, still stands, and leaves room below.
 */
import { type CommentId, MAX_NESTING, parseCommentId } from '../domain/comment.ts'
import { CommentRemoved, InvalidInput, ParentNotFound } from '../domain/errors.ts'
import { getRootAndParent } from './comments.ts'
import type { Conversation } from './conversations.ts'
import type { Table } from './dynamodb.ts'

/** A comment that may be answered. */
export type Parent = { id: CommentId; depth: number }

/**
 * The comment that a reply wants to answer. Reads as {@link getRootAndParent} does.
 * @throws ParentNotFound, CommentRemoved, InvalidInput when it stands as deep as any may
 */
export async function requireParent(
  comments: Table,
  { article, shards }: Conversation,
  parentId: string,
): Promise<Parent> {
  const id = parseCommentId(parentId, shards)
  const found = id && (await getRootAndParent(comments, article.key, id))
  if (!found) throw new ParentNotFound()
  if (found.parent.state === 'removed') throw new CommentRemoved('The comment you are answering has been removed.')
  const { depth } = found.parent.facts
  if (depth >= MAX_NESTING) {
    throw new InvalidInput([
      {
        pointer: '#/parentId',
        detail: `Replies may be nested at most ${MAX_NESTING} deep. Answer a comment further up.`,
      },
    ])
  }
  return { id: found.parent.id, depth }
}
