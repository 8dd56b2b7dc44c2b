/**
 * The votes of comments after a transaction of the projector. A comment's counts are one attribute with a revision. A
 * write requires the revision that was read, so data derived from the counts in the same transaction is consistent.
 *
 * Votes outlive a comment's place. When a tombstone is swept, or a vote is counted for a swept comment, the counts are
 * kept in another item (`K#…`). If the comment is restored, they are added again.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { type CommentId, formatCommentId } from '../../domain/comments/comment.ts'
import type { ThreadEffect } from '../../domain/comments/projection.ts'
import { areSame, NO_VOTES, plus, type Votes } from '../../domain/comments/votes.ts'
import type { Found } from '../client/batches.ts'
import { type Item, jsonAttribute, keyOf, n, number, parsed, s, type Table, text } from '../client/dynamodb.ts'
import { type Key, keptVotesKey, placeKey } from '../client/keys.ts'
import { readVotes } from '../comments/commentItems.ts'

/** A comment whose votes change: its item as read, and its counts before and after. */
export type Tally = { id: CommentId; item: Item; before: Votes; after: Votes }

/** The keys to read before the replies of a thread are tallied. The caller that writes the root reads the root. */
export function keysToTally({ article, votes, returned }: ThreadEffect): Key[] {
  return [
    ...[...votes.map(({ id }) => id), ...returned]
      .filter(({ root, own }) => root !== own)
      .map((id) => placeKey(article, id)),
    ...returned.map((id) => keptVotesKey(formatCommentId(id))),
  ]
}

/**
 * Adds up the votes of every comment of a thread whose votes changed.
 * @param find finds comments in their places and kept votes
 * @returns the tallies of the comments in their places, and the writes for kept votes
 */
export function tally(
  comments: Table,
  { article, votes, returned }: ThreadEffect,
  find: Found,
): { tallies: Tally[]; asides: TransactWriteItem[] } {
  const tallies: Tally[] = []
  const asides: TransactWriteItem[] = []
  const ids = new Map([...votes.map(({ id }) => id), ...returned].map((id) => [id.own, id]))
  for (const id of ids.values()) {
    const difference = votes.find((sum) => sum.id.own === id.own)?.votes ?? NO_VOTES
    const item = find(placeKey(article, id))
    if (!item) {
      if (!areSame(difference, NO_VOTES)) asides.push(...aside(comments, article, id, difference))
      continue
    }
    const kept = find(keptVotesKey(formatCommentId(id)))
    if (kept) asides.push(takeBack(comments, kept))
    const before = readVotes(item)
    const after = plus(plus(before, difference), kept ? keptVotes(kept) : NO_VOTES)
    if (!areSame(before, after)) tallies.push({ id, item, before, after })
  }
  return { tallies, asides }
}

/** Adds votes to the kept ones. The update is additive, so it needs no read. */
export function keepVotes(comments: Table, id: CommentId, votes: Votes): TransactWriteItem {
  return {
    Update: {
      TableName: comments.name,
      Key: keyOf(keptVotesKey(formatCommentId(id))),
      UpdateExpression: 'ADD up :up, down :down',
      ExpressionAttributeValues: { ':up': n(votes.up), ':down': n(votes.down) },
    },
  }
}

function aside(comments: Table, article: string, id: CommentId, votes: Votes): TransactWriteItem[] {
  const standsNoMore: TransactWriteItem = {
    ConditionCheck: {
      TableName: comments.name,
      Key: keyOf(placeKey(article, id)),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
  return [keepVotes(comments, id, votes), standsNoMore]
}

const keptVotes = (kept: Item): Votes => ({ up: number(kept, 'up', 0), down: number(kept, 'down', 0) })

function takeBack(comments: Table, kept: Item): TransactWriteItem {
  const { up, down } = keptVotes(kept)
  return {
    Delete: {
      TableName: comments.name,
      Key: keyOf({ pk: text(kept, 'pk'), sk: text(kept, 'sk') }),
      ConditionExpression: 'up = :up AND down = :down',
      ExpressionAttributeValues: { ':up': n(up), ':down': n(down) },
    },
  }
}

/** The stored counts. Every write increases the revision. */
type StoredVotes = Votes & { revision: number }

/** The attribute that replaces the counts of an item as it was read. */
export function votesAfter(item: Item, { up, down }: Votes) {
  const revision = item.votes ? parsed<StoredVotes>(item, 'votes').revision : 0
  const stored: StoredVotes = { up, down, revision: revision + 1 }
  return jsonAttribute(stored)
}

/** The condition that an item's counts are unchanged since it was read. */
export function votesUntouched(item: Item): { condition: string; values: Item } {
  return item.votes
    ? { condition: 'votes = :had', values: { ':had': s(text(item, 'votes')) } }
    : { condition: 'attribute_exists(pk) AND attribute_not_exists(votes)', values: {} }
}

/**
 * The update of a reply whose votes changed. With unchanged counts, it only increases the revision. A concurrent
 * transaction that read the reply before then has to read it again.
 */
export function replyVotesWrite(comments: Table, item: Item, votes: Votes): TransactWriteItem {
  const untouched = votesUntouched(item)
  return {
    Update: {
      TableName: comments.name,
      Key: keyOf({ pk: text(item, 'pk'), sk: text(item, 'sk') }),
      UpdateExpression: 'SET votes = :votes',
      ConditionExpression: untouched.condition,
      ExpressionAttributeValues: { ':votes': votesAfter(item, votes), ...untouched.values },
    },
  }
}
