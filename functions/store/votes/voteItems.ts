/**
 * Converts votes to items and back. One item per comment and voter, with the data that the projector needs to find the
 * comment.
 */
import { type CommentId, formatCommentId } from '../../domain/comments/comment.ts'
import type { VoteValue } from '../../domain/comments/votes.ts'
import { type Item, keyOf, n, number, s, text } from '../client/dynamodb.ts'
import { voteKey, voteTargetOf } from '../client/keys.ts'
import { idOf } from '../comments/commentItems.ts'

/** One voter's vote on one comment. */
export type Vote = { id: CommentId; article: string; value: VoteValue }

export function voteItem({ id, article, value }: Vote, voter: string): Item {
  return {
    ...keyOf(voteKey(formatCommentId(id), voter)),
    article: s(article),
    vote: n(value),
    ...(id.shard > 0 && { shard: n(id.shard) }),
  }
}

export function readVote(item: Item): Vote {
  return {
    id: idOf(voteTargetOf(text(item, 'pk')) ?? '', number(item, 'shard', 0)),
    article: text(item, 'article'),
    value: number(item, 'vote') > 0 ? 1 : -1,
  }
}
