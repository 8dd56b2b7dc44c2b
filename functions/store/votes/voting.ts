/**
 * Casts a vote: one item per voter and comment. The projector counts the votes, so many votes on one comment do not
 * collide.
 */
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type CommentId, formatCommentId } from '../../domain/comments/comment.ts'
import type { VoteValue } from '../../domain/comments/votes.ts'
import { Busy, CommentNotFound, CommentRemoved } from '../../domain/errors.ts'
import { getItems } from '../client/batches.ts'
import { type Item, keyOf, n, type Table, wasRefused } from '../client/dynamodb.ts'
import { placeKey, voteKey } from '../client/keys.ts'
import { readPlaced } from '../comments/commentItems.ts'
import { readVote, voteItem } from './voteItems.ts'

export type Ballot = { id: CommentId; article: string; voter: string; value: VoteValue }

/** Maximum attempts while other votes of the same voter arrive. */
const ATTEMPTS = 5

/**
 * Sets a voter's vote on a comment. An unchanged vote writes nothing.
 *
 * BatchGetItem of the comment and the vote, strongly consistent, 1 read unit per 4 KB each. PutItem or DeleteItem of
 * the vote: 1 write unit.
 * @param admit called once, before any write; throws if the address has reached its limit of votes. Its argument is
 * whether this is the voter's first vote on the comment
 * @throws CommentNotFound, CommentRemoved, Busy, and the errors of `admit`
 */
export async function castVote(
  comments: Table,
  ballot: Ballot,
  admit: (isFirst: boolean) => Promise<void>,
): Promise<void> {
  const key = voteKey(formatCommentId(ballot.id), ballot.voter)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const find = await getItems(comments, [placeKey(ballot.article, ballot.id), key], true)
    expectStanding(find(placeKey(ballot.article, ballot.id)), ballot.article)
    const had = find(key)
    if ((had ? readVote(had).value : 0) === ballot.value) return
    if (attempt === 1) await admit(had === undefined)
    if (await replaceVote(comments, ballot, had)) return
  }
  throw new Busy()
}

/** Returns a comment in its place. BatchGetItem, strongly consistent, 1 read unit per 4 KB. */
export async function standing(comments: Table, article: string, id: CommentId): Promise<Item | undefined> {
  const key = placeKey(article, id)
  return (await getItems(comments, [key], true))(key)
}

/**
 * Checks that a comment exists to be voted on.
 * @throws CommentNotFound, CommentRemoved
 */
export function expectStanding(item: Item | undefined, article: string) {
  const comment = item && readPlaced(item)
  if (!comment || comment.article !== article) throw new CommentNotFound()
  if (comment.state === 'removed') throw new CommentRemoved()
  return comment
}

/**
 * Replaces the vote that was read, so that each change is counted from the previous vote.
 * @returns false if the vote has changed meanwhile
 */
async function replaceVote(comments: Table, ballot: Ballot, had: Item | undefined): Promise<boolean> {
  const unchanged = {
    TableName: comments.name,
    ConditionExpression: had ? 'vote = :had' : 'attribute_not_exists(pk)',
    ...(had && { ExpressionAttributeValues: { ':had': n(readVote(had).value) } }),
  }
  try {
    if (ballot.value === 0) {
      const Key = keyOf(voteKey(formatCommentId(ballot.id), ballot.voter))
      await comments.client.send(new DeleteItemCommand({ ...unchanged, Key }))
    } else {
      await comments.client.send(new PutItemCommand({ ...unchanged, Item: voteItem(ballot, ballot.voter) }))
    }
    return true
  } catch (error) {
    if (wasRefused(error)) return false
    throw error
  }
}
