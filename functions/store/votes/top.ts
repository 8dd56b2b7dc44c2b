/**
 * Root comments, best first. Comments with an upvote come first, by rank, from a sparse index that holds only keys. All
 * others follow, newest first. The order is total, and exact while scores do not change. A cursor is only a position: a
 * rank among the best, a ULID among the rest.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Thread } from '../../domain/comments/comment.ts'
import { mostShards } from '../../domain/comments/shards.ts'
import { LAST_ULID } from '../../domain/ulid.ts'
import { type Item, s, type Table, text } from '../client/dynamodb.ts'
import { type Key, ownOf, rootPartition, statisticsKeys, TOP_INDEX, topPartition } from '../client/keys.ts'
import { getInPortions } from '../client/portions.ts'
import { DEAREST, unitsLeft } from '../client/units.ts'
import { readThread } from '../comments/commentItems.ts'
import { listThreads, type Roots } from '../comments/comments.ts'
import { countAll, publishedIn } from '../derived/statistics.ts'

/** Where a page ended. */
export type TopPosition = { rank: string } | { ulid: string }

export type TopPage = {
  items: Thread[]
  next: TopPosition | null
  total: number | undefined
  /** The position after any of its items, at which the page may be cut. */
  after: (own: string) => TopPosition
}

/**
 * Maximum Queries for unranked comments, and comments per Query. If most comments are ranked, a page may be shorter.
 */
const MOST_QUERIES = 4
const MOST_AT_ONCE = 100

/**
 * Returns a page of an article's root comments. A first page has the article's total.
 *
 * Among the best: one Query of the index (0.5 read units; it projects keys only) and one BatchGetItem of the page and,
 * on a first page, the statistics (0.5 read units per 4 KB of each comment), in portions if comments may be long. After
 * the best, the rest are listed as by newest: one more Query, and up to four of 100 comments each if many of the newest
 * are ranked. All eventually consistent. A page that reaches the request's units ends before it is full.
 */
export async function listTop(
  comments: Table,
  roots: Roots,
  limit: number,
  position: TopPosition | undefined,
): Promise<TopPage> {
  if (position && 'ulid' in position) {
    const { items, next } = await listRest(comments, roots, limit, 0, position.ulid)
    return { items, next: next === null ? null : { ulid: next }, total: undefined, after: (ulid) => ({ ulid }) }
  }
  const isFirst = position === undefined
  const ranked = await listRanked(comments, roots.article, limit + 1, position?.rank)
  const best = ranked.slice(0, limit)
  const after = positionsAmong(best)
  const isFull = best.length === limit
  const [{ items, count, statistics }, spread] = await Promise.all([
    readRanked(comments, roots, best, isFirst),
    isFirst && mostShards(roots.shards) > 1
      ? countAll(comments, roots.article, mostShards(roots.shards), 2 * DEAREST.comment)
      : undefined,
  ])
  const total = isFirst ? (spread ?? publishedIn(statistics)) : undefined
  const last = best[count - 1]
  if (last && (isFull || count < best.length)) {
    const next = count < ranked.length ? { rank: last.rank } : { ulid: LAST_ULID }
    return { items, next, total, after }
  }
  const rest = await listRest(comments, roots, limit - best.length, best.length, LAST_ULID)
  return {
    items: [...items, ...rest.items],
    next: rest.next === null ? null : { ulid: rest.next },
    total,
    after,
  }
}

/**
 * Uses the ranks in the index, not the current ones, because the next page continues from the position in the index.
 */
function positionsAmong(ranked: readonly Ranked[]): TopPage['after'] {
  const ranks = new Map(ranked.map(({ key, rank }) => [ownOf(key.sk), rank]))
  return (ulid) => {
    const rank = ranks.get(ulid)
    return rank === undefined ? { ulid } : { rank }
  }
}

type Ranked = { key: Key; rank: string }

/** Query of the index, one partition per article, backward. */
async function listRanked(comments: Table, article: string, limit: number, after?: string): Promise<Ranked[]> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      IndexName: TOP_INDEX,
      KeyConditionExpression: after === undefined ? 'ranked = :article' : 'ranked = :article AND #rank < :after',
      ...(after !== undefined && { ExpressionAttributeNames: { '#rank': 'rank' } }),
      ExpressionAttributeValues: {
        ':article': s(topPartition(article)),
        ...(after !== undefined && { ':after': s(after) }),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  )
  return Items.map((item) => ({ key: { pk: text(item, 'pk'), sk: text(item, 'sk') }, rank: text(item, 'rank') }))
}

/**
 * Reads the ranked comments, as many as the request's units cover; on a first page also the first shard's statistics.
 */
async function readRanked(
  comments: Table,
  { article }: Roots,
  ranked: readonly Ranked[],
  isFirst: boolean,
): Promise<{ items: Thread[]; count: number; statistics: Item | undefined }> {
  const [statistics] = statisticsKeys(rootPartition(article, 0))
  const { find, count } = await getInPortions(
    comments,
    [...(isFirst ? [statistics] : []), ...ranked.map(({ key }) => key)],
    { dearest: DEAREST.comment, fewest: 2 },
  )
  const read = ranked.slice(0, isFirst ? count - 1 : count)
  const items = read.flatMap(({ key }) => {
    const item = find(key)
    // The index is eventually consistent. A comment that lost its rank meanwhile is listed among the rest.
    return item?.rank ? [readThread(item)] : []
  })
  return { items, count: read.length, statistics: find(statistics) }
}

/**
 * Returns a page of the unranked comments, newest first. Skips the ranked ones.
 * @param passing the number of ranked comments on the page, all of which may be among the newest
 */
async function listRest(comments: Table, roots: Roots, limit: number, passing: number, after: string) {
  const items: Thread[] = []
  let position = after
  for (let asked = 0; asked < MOST_QUERIES; asked++) {
    // The first read always runs, so that each page makes progress. Further reads run only while units are left.
    if (asked > 0 && unitsLeft() < 2 * DEAREST.comment) break
    const count = asked === 0 ? Math.min(limit + passing, MOST_AT_ONCE) : MOST_AT_ONCE
    const page = await listThreads(comments, roots, 'newest', count, position)
    for (const [place, thread] of page.items.entries()) {
      if (thread.ranked) continue
      items.push(thread)
      const more = place + 1 < page.items.length || page.next !== null
      if (items.length === limit) return { items, next: more ? thread.id.own : null }
    }
    if (page.next === null) return { items, next: null }
    position = page.next
  }
  return { items, next: position }
}
