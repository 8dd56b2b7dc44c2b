/**
 * The ids of imported comments at their source. A mark is permanent, whatever happens to the comment. It identifies the
 * comment when it is imported again, also from an export with another time or parent.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { type CommentId, formatCommentId } from '../../domain/comments/comment.ts'
import { getItems } from '../client/batches.ts'
import { FORMAT, keyOf, n, s, type Table, text } from '../client/dynamodb.ts'
import { importMarkKey } from '../client/keys.ts'

/**
 * Returns the public ids of comments that were imported before, by their marks. BatchGetItem `O#…`, strongly
 * consistent: 1 read unit for each, present or not.
 * @param hashes one per comment, of its id at its source and of its article
 * @throws Busy
 */
export async function importedAs(comments: Table, hashes: readonly string[]): Promise<Map<string, string>> {
  const find = await getItems(comments, hashes.map(importMarkKey), true)
  return new Map(
    hashes.flatMap((hash) => {
      const item = find(importMarkKey(hash))
      return item ? [[hash, text(item, 'comment')]] : []
    }),
  )
}

/**
 * Marks a comment as imported, for the transaction that stores it: 2 write units. The transaction is refused if the
 * mark exists.
 */
export const importMark = (comments: Table, hash: string, id: CommentId): TransactWriteItem => ({
  Put: {
    TableName: comments.name,
    Item: { ...keyOf(importMarkKey(hash)), format: n(FORMAT), comment: s(formatCommentId(id)) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})
