/**
 * The order of comments on an article's pages: in each period, a few shards at a time.
 */
import { type ShardMap, shardOf, stretchesFrom } from '../../../functions/domain/comments/shards.ts'
import { timeOf } from '../../../functions/domain/ulid.ts'

/** @param ids of root comments, in any order */
export function inPageOrder(ids: readonly string[], map: ShardMap, order: 'newest' | 'oldest'): string[] {
  const oldest = ids.toSorted()
  const sorted = order === 'oldest' ? oldest : oldest.toReversed()
  return stretchesFrom(map, order, undefined).flatMap(({ from, until, shards }) =>
    sorted.filter((id) => from <= timeOf(id) && timeOf(id) < until && shards.includes(shardOf(id, map))),
  )
}
