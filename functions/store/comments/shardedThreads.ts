/**
 * Reads a page of a conversation that is spread over write shards. The comments of the shards are merged by ULID, which
 * is the order of time. Only the shards that existed in the page's period are queried, a few at a time.
 */
import {
  mostShards,
  type ShardMap,
  SIDE_BY_SIDE,
  type Stretch,
  startOf,
  stretchesFrom,
} from '../../domain/comments/shards.ts'
import { firstUlidAt } from '../../domain/ulid.ts'
import { type Item, s, type Table, text } from '../client/dynamodb.ts'
import { commentSortKey, ownOf, rootPartition } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST, unitsLeft, withinUnits } from '../client/units.ts'
import { countAll } from '../derived/statistics.ts'

/** The requested page; `after` is the ULID after which to continue. */
export type Span = { order: 'newest' | 'oldest'; limit: number; after: string | undefined }

/** The most that a clock may be ahead, in milliseconds. An epoch that begins later has no comments yet. */
const AHEAD = 1000

/** The state of reading one shard: the items that are not yet on the page, and the position from which to continue. */
type Strand = { partition: string; waiting: Item[]; position: string | undefined; exhausted: boolean }

/**
 * Returns the items of a page, the position of the next page, and, on first pages, the number of published comments if
 * known.
 *
 * One parallel Query for each of up to four shards, eventually consistent. Each Query asks for the shard's share of the
 * page and a margin, so that a second Query is rare, or for as many items as the request's units cover. When these four
 * have no more items, the next four are queried. One parallel BatchGetItem reads the statistics.
 */
export async function mergeThreads(
  comments: Table,
  article: string,
  shards: ShardMap,
  { order, limit, after }: Span,
): Promise<{ items: Item[]; next: string | null; total: number | undefined }> {
  const wanted = limit + 1
  const total =
    after === undefined ? countAll(comments, article, mostShards(shards), SIDE_BY_SIDE * DEAREST.comment) : undefined
  const items: Item[] = []
  const collect = async (): Promise<string | null> => {
    const begun = stretchesFrom(shards, order, after).filter(({ from }) => from <= Date.now() + AHEAD)
    for (const [place, stretch] of begun.entries()) {
      if (place > 0 && !canRead(stretch.shards.length)) return startOf(stretch, order)
      const position = place === 0 ? after : undefined
      const strands = stretch.shards.map(
        (shard): Strand => ({ partition: rootPartition(article, shard), waiting: [], position, exhausted: false }),
      )
      for (;;) {
        const empty = strands.filter(({ waiting, exhausted }) => waiting.length === 0 && !exhausted)
        const last = items.at(-1)
        if (last && !canRead(empty.length)) return ulidOf(last)
        const share = shareOf(wanted - items.length, strands.length)
        const units = unitsLeft() / empty.length
        await Promise.all(
          empty.map((strand) => withinUnits(units, () => draw(comments, strand, stretch, order, share))),
        )
        const nearest = nearestOf(strands, order)
        if (!nearest) break
        items.push(...nearest.waiting.splice(0, 1))
        const final = items[limit - 1]
        if (items.length === wanted && final) return ulidOf(final)
      }
    }
    return null
  }
  const [next, counted] = await Promise.all([collect(), total])
  return { items: items.slice(0, limit), next, total: counted }
}

/** Whether the request's units cover the next comment of so many shards. */
const canRead = (shards: number): boolean => shards * DEAREST.comment <= unitsLeft()

/**
 * The number of items to request from a shard. Each wanted item is equally likely to be in any shard, so a shard's
 * share has a binomial distribution. With four standard deviations more, a second Query is rare.
 */
function shareOf(wanted: number, shards: number): number {
  const mean = wanted / shards
  return Math.min(wanted, Math.ceil(mean + 4 * Math.sqrt(mean * (1 - 1 / shards))))
}

async function draw(
  comments: Table,
  strand: Strand,
  { from, until }: Stretch,
  order: Span['order'],
  share: number,
): Promise<void> {
  const newest = order === 'newest'
  const { partition, position } = strand
  // All ULIDs have the same length, so a longer key sorts between a ULID and the next one.
  const after = (ulid: string): string => `${commentSortKey(ulid)}~`
  const before = (ulid: string): string =>
    `${commentSortKey(ulid.slice(0, -1))}${String.fromCharCode(ulid.charCodeAt(ulid.length - 1) - 1)}~`
  const [begin, end] = [commentSortKey(firstUlidAt(from)), before(firstUlidAt(until))]
  const bounds: [string, string] =
    position === undefined ? [begin, end] : newest ? [begin, before(position)] : [after(position), end]
  if (bounds[0] > bounds[1]) {
    strand.exhausted = true
    return
  }
  const range = {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': s(partition), ':from': s(bounds[0]), ':to': s(bounds[1]) },
    ScanIndexForward: !newest,
  }
  const { items, more } = await queryItems(comments, range, share, {
    dearest: DEAREST.comment,
    once: true,
  })
  strand.waiting = items
  strand.exhausted = !more
  const last = items.at(-1)
  if (last) strand.position = ulidOf(last)
}

function nearestOf(strands: readonly Strand[], order: Span['order']): Strand | undefined {
  let nearest: { strand: Strand; ulid: string } | undefined
  for (const strand of strands) {
    const [head] = strand.waiting
    if (!head) continue
    const ulid = ulidOf(head)
    if (!nearest || (order === 'newest' ? ulid > nearest.ulid : ulid < nearest.ulid)) nearest = { strand, ulid }
  }
  return nearest?.strand
}

const ulidOf = (item: Item): string => ownOf(text(item, 'sk'))
