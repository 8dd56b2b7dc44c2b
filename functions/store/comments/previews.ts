/**
 * The preview of a root: its first two replies, shortened. Their facts are read from the replies, not derived from the
 * stream. Their scores are added up from preview to preview, because a preview is written only if the one that was read
 * is unchanged.
 */
import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Preview } from '../../domain/comments/comment.ts'
import { NO_PREVIEW } from '../../domain/comments/comment.ts'
import type { ThreadEffect } from '../../domain/comments/projection.ts'
import { scoreOf } from '../../domain/comments/votes.ts'
import { shorten } from '../../domain/markdown/commentMarkdown.ts'
import { type Item, parsed, s, type Table } from '../client/dynamodb.ts'
import { replyPartition } from '../client/keys.ts'
import { replyVotesWrite, type Tally } from '../votes/tallies.ts'
import { readPlaced } from './commentItems.ts'

const PREVIEWED = 2

export type NextPreview = { preview: Preview; entries: TransactWriteItem[] }

/**
 * Returns the next preview of a root after a change of its replies. Undefined if it stays the same.
 *
 * If only votes changed, no request. Otherwise a Query of three replies, strongly consistent, unless all changes are
 * beyond a full preview.
 */
export async function nextPreview(
  comments: Table,
  root: Item,
  { touched, root: { root: rootId } }: ThreadEffect,
  tallies: readonly Tally[],
): Promise<NextPreview | undefined> {
  const current: Preview = root.preview ? parsed<Preview>(root, 'preview') : NO_PREVIEW
  const voted = tallies.map(({ id }) => id.own).filter((own) => own !== rootId)
  if ([...touched, ...voted].every((own) => liesBeyond(current, own))) return undefined
  const isShown = (own: string) => current.replies.some((reply) => reply.own === own)
  if (touched.length === 0 && voted.every((own) => isShown(own) || liesBeyond(current, own))) {
    return { preview: withScores(current, tallies), entries: [] }
  }
  return previewOf(comments, rootId, current, tallies)
}

/** The current first replies of a thread. Query `R#<root>`, strongly consistent. */
async function previewOf(
  comments: Table,
  root: string,
  current: Preview,
  tallies: readonly Tally[],
): Promise<NextPreview> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': s(replyPartition(root)) },
      Limit: PREVIEWED + 1,
      ConsistentRead: true,
    }),
  )
  const entries: TransactWriteItem[] = []
  const replies = Items.slice(0, PREVIEWED).map((item) => {
    const { id, state, facts, votes } = readPlaced(item)
    const { html, shortened } = shorten(facts.html)
    const previewed = current.replies.find(({ own }) => own === id.own)
    // A reply that enters the preview. Another transaction that counts a vote on it may still assume that it is
    // outside.
    const isTallied = tallies.some((tally) => tally.id.own === id.own)
    if (liesBeyond(current, id.own) && !isTallied) entries.push(replyVotesWrite(comments, item, votes))
    return { own: id.own, state, facts: { ...facts, html }, shortened, score: previewed?.score ?? scoreOf(votes) }
  })
  return { preview: withScores({ replies, more: Items.length > PREVIEWED }, tallies), entries }
}

/** The preview with the scores after this transaction. */
function withScores(preview: Preview, tallies: readonly Tally[]): Preview {
  const scores = new Map(tallies.map(({ id, after }) => [id.own, scoreOf(after)]))
  return {
    ...preview,
    replies: preview.replies.map((reply) => ({ ...reply, score: scores.get(reply.own) ?? reply.score })),
  }
}

function liesBeyond({ replies, more }: Preview, own: string): boolean {
  const last = replies.at(-1)
  return more && last !== undefined && own > last.own
}
