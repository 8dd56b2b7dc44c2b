/**
 * Root comments, the best first: those that somebody is for by their rank, out of a sparse index that holds nothing but
 * keys; then all others, newest first. The order is total and exact as long as scores stand still. A cursor is only a
 * position: a rank among the best, a ULID among the rest.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Thread } from '../domain/comment.ts'
import { mostShards } from '../domain/shards.ts'
import { getItems } from './batches.ts'
import { readThread } from './commentItems.ts'
import { listThreads, type Roots } from './comments.ts'
import { s, type Table, text } from './dynamodb.ts'
import { type Key, ownOf, rootPartition, statisticsKeys, TOP_INDEX, topPartition } from './keys.ts'
import { countPublished, publishedIn } from './statistics.ts'

/** Where a page ended. */
export type TopPosition = { rank: string } | { ulid: string }

export type TopPage = {
  items: Thread[]
  next: TopPosition | null
  total: number | undefined
  /** Where the page may end before its end: after any of its items. */
  after: (own: string) => TopPosition
}

/** Before every comment, seen from the newest: no clock gets there. */
const BEFORE_ALL = `7${'Z'.repeat(25)}`
/** Where most comments are ranked, few are left among the rest. A page looks so far for them and is shorter if need be. */
const MOST_QUERIES = 4
const MOST_AT_ONCE = 100

/**
 * A page of an article's root comments, with the article's total on a first page.
 *
 * Among the best: one Query of the index (0.5 read units; it projects keys only) and one BatchGetItem of the page and, on
 * a first page, the statistics (0.5 read units per 4 KB of each comment); two for a first page of 100. Where the best
 * end, the rest are listed as the newest are: a Query more, and up to four where many of the newest are ranked, 100 each.
 * All eventually consistent.
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
  const ranked = await listRanked(comments, roots.article, limit + 1, position?.rank)
  const best = ranked.slice(0, limit)
  const last = best.at(-1)
  const after = positionsAmong(best)
  if (best.length === limit && last) {
    const [items, total] = await readRanked(comments, roots, best, position === undefined)
    return { items, next: ranked.length > limit ? { rank: last.rank } : { ulid: BEFORE_ALL }, total, after }
  }
  const [[items], rest] = await Promise.all([
    readRanked(comments, roots, best, false),
    listRest(comments, roots, limit - best.length, best.length, undefined),
  ])
  return {
    items: [...items, ...rest.items],
    next: rest.next === null ? null : { ulid: rest.next },
    total: position === undefined ? rest.total : undefined,
    after,
  }
}

/** By the ranks under which they were found, not those that they have by now: that is where a page goes on. */
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

/** The ranked comments themselves; on a first page also the total, whose one item comes along unless it is sharded. */
async function readRanked(
  comments: Table,
  { article, shards }: Roots,
  ranked: readonly Ranked[],
  isFirst: boolean,
): Promise<[Thread[], number | undefined]> {
  const many = mostShards(shards)
  const [statistics] = statisticsKeys(rootPartition(article, 0))
  const [find, ofShards] = await Promise.all([
    getItems(comments, [...ranked.map(({ key }) => key), ...(isFirst && many <= 1 ? [statistics] : [])]),
    isFirst && many > 1 ? countPublished(comments, article, [...Array(many).keys()]) : undefined,
  ])
  const threads = ranked.flatMap(({ key }) => {
    const item = find(key)
    // The index is a moment late: what lost its rank meanwhile stands among the rest.
    return item?.rank ? [readThread(item)] : []
  })
  return [threads, isFirst ? (ofShards ?? publishedIn(find(statistics))) : undefined]
}

/**
 * A page of what has no rank, newest first, passing over what has.
 * @param passing how many ranked ones the page begins with: so many may well be among the newest
 */
async function listRest(comments: Table, roots: Roots, limit: number, passing: number, after: string | undefined) {
  const items: Thread[] = []
  let position = after
  let total: number | undefined
  for (let asked = 0; asked < MOST_QUERIES; asked++) {
    const count = asked === 0 ? Math.min(limit + passing, MOST_AT_ONCE) : MOST_AT_ONCE
    const page = await listThreads(comments, roots, 'newest', count, position)
    total ??= page.total
    for (const [place, thread] of page.items.entries()) {
      if (thread.ranked) continue
      items.push(thread)
      const more = place + 1 < page.items.length || page.next !== null
      if (items.length === limit) return { items, next: more ? thread.id.own : null, total }
    }
    if (page.next === null) return { items, next: null, total }
    position = page.next
  }
  return { items, next: position ?? null, total }
}
