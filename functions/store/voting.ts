/**
 * Casting a vote: one transaction of the address's bucket and the vote. What the comment shows is the projector's
 * business, so a comment that everybody votes on makes no transactions collide.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { type CommentId, formatCommentId } from '../domain/comment.ts'
import { Busy, CommentNotFound, CommentRemoved, TooManyRequests } from '../domain/errors.ts'
import type { VoteValue } from '../domain/votes.ts'
import { getItems } from './batches.ts'
import { readPlaced } from './commentItems.ts'
import { type Item, keyOf, n, repeatable, type Table } from './dynamodb.ts'
import { placeKey, voteKey } from './keys.ts'
import { bucketWrite, type Limit, retryAfter } from './rateBuckets.ts'
import { transact } from './retry.ts'
import { readVote, voteItem } from './voteItems.ts'

/** Who votes or reports, and what is allowed to their address. */
export type Guest = {
  voter: string
  /** Whether the voter is made with this: that is limited on its own. */
  isNew: boolean
  addressHash: string
  limits: { votesPerMinute: number; newVotersPerHour: number }
  /** Milliseconds since 1970. */
  now: number
}

export type Ballot = { id: CommentId; article: string; value: VoteValue }

/** How often a vote is looked at anew when another one of the same voter came between. */
const ATTEMPTS = 5

/**
 * Makes a voter's opinion of a comment what it says; the same opinion again writes nothing and counts against no limit.
 *
 * BatchGetItem of the comment and the vote, strongly consistent, 1 read unit per 4 KB each. TransactWriteItems of bucket
 * and vote: 4 write units; 6 with a new voter.
 * @throws CommentNotFound, CommentRemoved, TooManyRequests, Busy
 */
export async function castVote(comments: Table, guest: Guest, ballot: Ballot): Promise<void> {
  const key = voteKey(formatCommentId(ballot.id), guest.voter)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const find = await getItems(comments, [placeKey(ballot.article, ballot.id), key], true)
    expectStanding(find(placeKey(ballot.article, ballot.id)), ballot.article)
    const had = find(key)
    if ((had ? readVote(had).value : 0) === ballot.value) return
    if (await tryAs(comments, guest, [voteWrite(comments, ballot, guest.voter, had)])) return
  }
  throw new Busy()
}

/** A comment in its place. GetItem by BatchGetItem, strongly consistent, 1 read unit per 4 KB. */
export async function standing(comments: Table, article: string, id: CommentId): Promise<Item | undefined> {
  const key = placeKey(article, id)
  return (await getItems(comments, [key], true))(key)
}

/**
 * Makes sure that a comment is there to be voted on.
 * @throws CommentNotFound, CommentRemoved
 */
export function expectStanding(item: Item | undefined, article: string) {
  const comment = item && readPlaced(item)
  if (!comment || comment.article !== article) throw new CommentNotFound()
  if (comment.state === 'removed') throw new CommentRemoved()
  return comment
}

/**
 * Writes what a guest does, counted against the limits of their address.
 * @returns whether it is done; if not, what it was decided on has changed meanwhile
 * @throws TooManyRequests, Busy
 */
export async function tryAs(comments: Table, guest: Guest, writes: TransactWriteItem[]): Promise<boolean> {
  const limits = limitsOf(guest)
  const all = [...limits.map((limit) => bucketWrite(comments, limit)), ...writes]
  const command = repeatable(all)
  const outcome = await transact(() => comments.client.send(command()))
  if (outcome === 'done') return true
  // Seen anew, it may turn out to be done already, which no limit forbids.
  if (outcome.refusedBy.some((place) => place >= limits.length)) return false
  throw new TooManyRequests(
    Math.max(...outcome.refusedBy.map((place) => retryAfter(limits[place] ?? { ...guest, what: 'votes' }))),
  )
}

function limitsOf({ isNew, addressHash, limits, now }: Guest): Limit[] {
  const votes: Limit = { what: 'votes', addressHash, limit: limits.votesPerMinute, now }
  const voters: Limit = { what: 'voters', addressHash, limit: limits.newVotersPerHour, now }
  return isNew ? [votes, voters] : [votes]
}

/** Replaces the vote that was read, so that each change is counted from what it changed. */
function voteWrite(comments: Table, ballot: Ballot, voter: string, had: Item | undefined): TransactWriteItem {
  const unchanged = {
    TableName: comments.name,
    ConditionExpression: had ? 'vote = :had' : 'attribute_not_exists(pk)',
    ...(had && { ExpressionAttributeValues: { ':had': n(readVote(had).value) } }),
  }
  return ballot.value === 0
    ? { Delete: { ...unchanged, Key: keyOf(voteKey(formatCommentId(ballot.id), voter)) } }
    : { Put: { ...unchanged, Item: voteItem(ballot, voter) } }
}
