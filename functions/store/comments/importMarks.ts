/**
 * What imported comments were called where they come from. A mark lasts, whatever becomes of the comment: by it the same
 * comment is known when it is imported again, also from an export that puts it at another time or under another parent.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { type CommentId, formatCommentId } from '../../domain/comments/comment.ts'
import { getItems } from '../client/batches.ts'
import { FORMAT, keyOf, n, s, type Table, text } from '../client/dynamodb.ts'
import { importMarkKey } from '../client/keys.ts'

/**
 * The public ids of comments that were imported before, by their marks. BatchGetItem `O#…`, strongly consistent: 1 read
 * unit for each, there or not.
 * @param hashes of what the comments were called, and under which article
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

/** Marks a comment as imported, for the transaction that stores it: 2 write units. Refused where there is a mark already. */
export const importMark = (comments: Table, hash: string, id: CommentId): TransactWriteItem => ({
  Put: {
    TableName: comments.name,
    Item: { ...keyOf(importMarkKey(hash)), format: n(FORMAT), comment: s(formatCommentId(id)) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})
