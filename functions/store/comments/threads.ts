/**
 * The projector's writes to root comments and to replies with votes: reply count, preview, votes and rank. One update
 * per item and batch.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ThreadEffect } from '../../domain/comments/projection.ts'
import { rankOf, type Votes } from '../../domain/comments/votes.ts'
import { type Found, getItems } from '../client/batches.ts'
import { type Item, keyOf, n, number, packedAttribute, s, type Table, text } from '../client/dynamodb.ts'
import { ownOf, placeKey, topPartition } from '../client/keys.ts'
import { keysToTally, replyVotesWrite, tally, votesAfter, votesUntouched } from '../votes/tallies.ts'
import { readPlacedState, readVotes } from './commentItems.ts'
import { type NextPreview, nextPreview } from './previews.ts'

/**
 * Returns the writes for the effects on threads.
 *
 * BatchGetItem of the replies whose votes change, if there are any, then of the roots, strongly consistent; and the
 * reads of the previews.
 */
export async function threadWrites(comments: Table, threads: readonly ThreadEffect[]): Promise<TransactWriteItem[]> {
  if (threads.length === 0) return []
  // Replies are read before roots. The root's preview is then at least as recent as the reply's votes.
  const findReply = await getItems(comments, threads.flatMap(keysToTally), true)
  const roots = threads.map(({ article, root }) => placeKey(article, root))
  const findRoot = await getItems(comments, roots, true)
  const find: Found = (key) => findReply(key) ?? findRoot(key)
  const writes = await Promise.all(threads.map((effect) => writesOf(comments, effect, find)))
  return writes.flat()
}

async function writesOf(comments: Table, effect: ThreadEffect, find: Found): Promise<TransactWriteItem[]> {
  const { tallies, asides } = tally(comments, effect, find)
  const ofReplies = tallies.filter(({ id }) => id.own !== id.root)
  const replies = ofReplies.map(({ item, after }) => replyVotesWrite(comments, item, after))
  const root = find(placeKey(effect.article, effect.root))
  // A deleted root has no replies. Its counts were deleted with it.
  if (!root) return [...asides, ...replies]
  const next = await nextPreview(comments, root, effect, tallies)
  const votes = tallies.find(({ id }) => id.own === id.root)?.after
  const change = rootWrite(comments, root, effect, votes, next)
  return [...asides, ...replies, ...(next?.entries ?? []), ...(change ? [change] : [])]
}

/** The update of a root. Undefined if nothing changes. */
function rootWrite(
  comments: Table,
  root: Item,
  { article, replies, moved }: ThreadEffect,
  votes: Votes | undefined,
  next: NextPreview | undefined,
): TransactWriteItem | undefined {
  const sets: string[] = []
  const conditions = ['attribute_exists(pk)']
  const values: Item = {}
  const rank = votes || moved ? rankWrite(root, article, votes ?? readVotes(root)) : undefined
  if (votes || rank) {
    // A rank is valid only for these votes and this state.
    const untouched = votesUntouched(root)
    sets.push('votes = :votes', ...(rank?.sets ?? []))
    conditions.push(untouched.condition, '#state = :state')
    Object.assign(values, untouched.values, rank?.values, {
      ':votes': votesAfter(root, votes ?? readVotes(root)),
      ':state': s(text(root, 'state')),
    })
  }
  if (next) {
    const revision = number(root, 'previewRevision', 0)
    sets.push('preview = :preview', 'previewRevision = :next')
    conditions.push(revision === 0 ? 'attribute_not_exists(previewRevision)' : 'previewRevision = :revision')
    Object.assign(values, { ':preview': packedAttribute(next.preview), ':next': n(revision + 1) })
    if (revision > 0) values[':revision'] = n(revision)
  }
  if (replies !== 0) values[':replies'] = n(replies)
  if (Object.keys(values).length === 0) return undefined

  const names = { ...((votes || rank) && { '#state': 'state' }), ...(rank && { '#rank': 'rank' }) }
  return {
    Update: {
      TableName: comments.name,
      Key: keyOf({ pk: text(root, 'pk'), sk: text(root, 'sk') }),
      UpdateExpression: [
        ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
        ...(rank?.removes ? [`REMOVE ${rank.removes}`] : []),
        ...(replies === 0 ? [] : ['ADD replyCount :replies']),
      ].join(' '),
      ConditionExpression: conditions.join(' AND '),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ExpressionAttributeValues: values,
    },
  }
}

type RankWrite = { sets: string[]; removes: string | undefined; values: Item }

/** Adds a root to the index of the best, moves it or removes it. Undefined if its rank is unchanged. */
function rankWrite(root: Item, article: string, votes: Votes): RankWrite | undefined {
  const rank = readPlacedState(root) === 'published' ? rankOf(votes, ownOf(text(root, 'sk'))) : undefined
  if (rank === root.rank?.S) return undefined
  if (rank === undefined) return { sets: [], removes: '#rank, ranked', values: {} }
  return {
    sets: ['#rank = :rank', 'ranked = :ranked'],
    removes: undefined,
    values: { ':rank': s(rank), ':ranked': s(topPartition(article)) },
  }
}
