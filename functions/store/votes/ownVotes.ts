/**
 * A voter's own votes, to display them to the voter.
 */
import type { VoteValue } from '../../domain/comments/votes.ts'
import { getItems } from '../client/batches.ts'
import type { Table } from '../client/dynamodb.ts'
import { voteKey } from '../client/keys.ts'
import { readVote } from './voteItems.ts'

/**
 * Returns a voter's votes on some comments of an article: 0 for comments without a vote.
 *
 * BatchGetItem, eventually consistent, 0.5 read units each.
 * @param ids at most 100
 */
export async function votesOf(
  comments: Table,
  article: string,
  voter: string,
  ids: readonly string[],
): Promise<Record<string, VoteValue>> {
  const find = await getItems(
    comments,
    ids.map((id) => voteKey(id, voter)),
  )
  return Object.fromEntries(
    ids.map((id) => {
      const item = find(voteKey(id, voter))
      const vote = item && readVote(item)
      return [id, vote?.article === article ? vote.value : 0]
    }),
  )
}
