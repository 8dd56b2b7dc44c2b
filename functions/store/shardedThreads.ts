/**
 * A page of a conversation that is spread over write shards: what lies in the shards is merged by ULID, which is the order
 * of time. Only the shards that existed in the stretch of time on the page are asked, each for about its share.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { mostShards, type ShardMap, type Stretch, stretchesFrom } from '../domain/shards.ts'
import { timeOf } from '../domain/ulid.ts'
import { type Item, s, type Table, text } from './dynamodb.ts'
import { commentSortKey, isCommentSortKey, ownOf, rootPartition } from './keys.ts'
import { countPublished, publishedIn } from './statistics.ts'

/** What is asked for; `after` is the ULID after which to go on. */
export type Span = { order: 'newest' | 'oldest'; limit: number; after: string | undefined }

/** One shard as it is read: what came and is not yet on the page, and where to ask on. */
type Strand = {
  partition: string
  waiting: Item[]
  position: string | undefined
  exhausted: boolean
  published: number
}

/**
 * The items of a page, the position of the next page, and how many comments are published; the latter on first pages.
 *
 * One Query per shard of the page's stretch of time, side by side, eventually consistent. Each is asked for its share of
 * the page and some more, so that asking again is rare. On a first page the shards asked bring their statistics; the
 * others' are read beside, a BatchGetItem per 100 shards.
 */
export async function mergeThreads(
  comments: Table,
  article: string,
  shards: ShardMap,
  { order, limit, after }: Span,
): Promise<{ items: Item[]; next: string | null; total: number | undefined }> {
  const stretches = stretchesFrom(shards, order, after === undefined ? undefined : timeOf(after))
  const asked = stretches[0]?.shards ?? 1
  const strands: Strand[] = []
  const [items, others] = await Promise.all([
    collect(limit + 1),
    after === undefined ? countPublished(comments, article, range(asked, mostShards(shards))) : 0,
  ])

  /** Goes through the stretches until there is enough. A shard, once opened, serves the stretches after as well. */
  async function collect(wanted: number): Promise<Item[]> {
    const collected: Item[] = []
    for (const stretch of stretches) {
      for (const shard of range(strands.length, stretch.shards)) {
        const partition = rootPartition(article, shard)
        strands.push({ partition, waiting: [], position: after, exhausted: false, published: 0 })
      }
      for (;;) {
        await fill(wanted - collected.length, stretch.shards)
        const nearest = nearestOf(strands, order)
        if (!nearest || !isWithin(stretch, nearest, order)) break
        collected.push(...nearest.waiting.splice(0, 1))
        if (collected.length === wanted) return collected
      }
    }
    return collected
  }

  /** Sees to it that every strand shows its next item or is at its end: only then is the nearest of all known. */
  async function fill(missing: number, among: number): Promise<void> {
    const empty = strands.filter(({ waiting, exhausted }) => waiting.length === 0 && !exhausted)
    await Promise.all(empty.map((strand) => draw(comments, strand, order, shareOf(missing, among))))
  }

  const page = items.slice(0, limit)
  const last = page.at(-1)
  const first = strands.slice(0, asked).reduce((total, { published }) => total + published, 0)
  return {
    items: page,
    next: items.length > limit && last ? ulidOf(last) : null,
    total: after === undefined ? first + others : undefined,
  }
}

/**
 * How many to ask a shard for. Of the items wanted each is in any shard as likely as in another, so a shard has a share
 * with a binomial spread; with four standard deviations more, hardly any has to be asked twice.
 */
function shareOf(wanted: number, shards: number): number {
  const mean = wanted / shards
  return Math.min(wanted, Math.ceil(mean + 4 * Math.sqrt(mean * (1 - 1 / shards)))) + 2
}

async function draw(comments: Table, strand: Strand, order: Span['order'], share: number): Promise<void> {
  const newest = order === 'newest'
  const { Items = [], LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression:
        strand.position === undefined ? 'pk = :pk' : `pk = :pk AND sk ${newest ? '<' : '>'} :after`,
      ExpressionAttributeValues: {
        ':pk': s(strand.partition),
        ...(strand.position !== undefined && { ':after': s(commentSortKey(strand.position)) }),
      },
      ScanIndexForward: !newest,
      Limit: share,
    }),
  )
  strand.waiting = Items.filter(isComment)
  strand.published += publishedIn(strand.position === undefined ? Items.find((item) => !isComment(item)) : undefined)
  strand.exhausted = LastEvaluatedKey === undefined
  const last = strand.waiting.at(-1)
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

/** Whether a strand's next item comes before the end of the stretch, in reading order. */
function isWithin({ from, until }: Stretch, { waiting: [head] }: Strand, order: Span['order']): boolean {
  if (!head) return false
  return order === 'newest' ? timeOf(ulidOf(head)) >= from : timeOf(ulidOf(head)) < until
}

const isComment = (item: Item): boolean => isCommentSortKey(text(item, 'sk'))
const ulidOf = (item: Item): string => ownOf(text(item, 'sk'))
const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
