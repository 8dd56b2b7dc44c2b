/**
 * The reply count and the first two replies that a root carries. A preview is read from the truth, not patched from what
 * the stream says, and written only if nobody wrote a newer one meanwhile.
 */
import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Preview } from '../domain/comment.ts'
import { NO_PREVIEW } from '../domain/comment.ts'
import { shorten } from '../domain/commentMarkdown.ts'
import type { ThreadEffect } from '../domain/projection.ts'
import { readPlaced } from './commentItems.ts'
import { type Item, jsonAttribute, keyOf, n, number, parsed, s, type Table } from './dynamodb.ts'
import { placeKey, replyPartition } from './keys.ts'

const PREVIEWED = 2

/**
 * The update of a root that a change under it asks for; undefined when the root is no longer there.
 *
 * GetItem of the root, strongly consistent; a Query of three replies, strongly consistent, unless all that changed lies
 * beyond a full preview.
 */
export async function previewWrite(comments: Table, effect: ThreadEffect): Promise<TransactWriteItem | undefined> {
  const key = keyOf(placeKey(effect.article, effect.root))
  const { Item: root } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: key, ConsistentRead: true }),
  )
  if (!root) return undefined
  const count = { ':replies': n(effect.replies) }
  if (liesBeyond(root, effect.touched)) {
    return {
      Update: {
        TableName: comments.name,
        Key: key,
        UpdateExpression: 'ADD replyCount :replies',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: count,
      },
    }
  }
  const revision = number(root, 'previewRevision', 0)
  return {
    Update: {
      TableName: comments.name,
      Key: key,
      UpdateExpression: 'SET preview = :preview, previewRevision = :next ADD replyCount :replies',
      ConditionExpression:
        revision === 0
          ? 'attribute_exists(pk) AND attribute_not_exists(previewRevision)'
          : 'previewRevision = :revision',
      ExpressionAttributeValues: {
        ...count,
        ':preview': jsonAttribute(await previewOf(comments, effect.root.root)),
        ':next': n(revision + 1),
        ...(revision > 0 && { ':revision': n(revision) }),
      },
    },
  }
}

/** The first replies of a thread as they are now. Query `R#<root>`, strongly consistent. */
async function previewOf(comments: Table, root: string): Promise<Preview> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(replyPartition(root)) },
      Limit: PREVIEWED + 1,
      ConsistentRead: true,
    }),
  )
  const replies = Items.slice(0, PREVIEWED).map((item) => {
    const { id, state, facts } = readPlaced(item)
    const { html, shortened } = shorten(facts.html)
    return { own: id.own, state, facts: { ...facts, html }, shortened }
  })
  return { replies, more: Items.length > PREVIEWED }
}

function liesBeyond(root: Item, touched: readonly string[]): boolean {
  const { replies, more }: Preview = root.preview ? parsed<Preview>(root, 'preview') : NO_PREVIEW
  const last = replies.at(-1)
  return more && last !== undefined && touched.every((own) => own > last.own)
}
