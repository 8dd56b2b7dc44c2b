/**
 * Finding articles by their words: those that have all of them in the title, then those that have them anywhere, each the
 * newest first. The lists of the terms are sorted alike, so what stands in all of them is found by leaping from one to the
 * other: no list is read whole, and what a page may read is bounded. A page that reaches the bound is shorter, may even be
 * empty, and goes on all the same.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { articleOf } from '../articles/articleItems.ts'
import { s, type Table, text } from '../client/dynamodb.ts'
import { listingPartition, termPartition } from '../client/keys.ts'
import { getInPortions } from '../client/portions.ts'
import { DEAREST, unitsLeft, withinUnits } from '../client/units.ts'

/** Where a page ended: `<time>#<key>` in the first or in the second part. */
export type SearchPosition = { inTitle: boolean; position: string }
export type FoundPage = { items: Article[]; next: SearchPosition | null }

type Range = {
  limit: number
  /** Only what is published up to this time; milliseconds since 1970. */
  until: number
  position?: SearchPosition | undefined
}

/**
 * Queries that a page may take for its first and for its second part: at least twice as many as terms, so that each page
 * makes progress. And the entries of one read where several lists are compared, about 4 KB.
 */
const BOUNDS = { title: 30, anywhere: 60, atOnce: 50 }
/** Read units that the lists of terms may take of a page. The rest is for its articles. */
const UNITS_FOR_LISTS = 60
/** The most read units that one entry of a list takes. */
const DEAREST_ENTRY = 0.075

/**
 * A page of the articles that are filed under every one of the terms.
 *
 * For each term a Query of `T#<term>#title`, then one of `T#<term>`: 0.5 read units per 4 KB, 50 entries. More of them
 * where words that many articles have are rarely together: at most 30 and 60 in all. Then BatchGetItem of what is shown
 * from `L#published`, 0.5 read units per 4 KB of each. All reads are eventually consistent and within the request's units.
 * That list is written with the article itself, so articles that are no longer public are left out, however late the index is.
 * @param bounds others than the usual ones, for tests
 */
export async function searchArticles(
  table: Table,
  terms: readonly string[],
  range: Range,
  bounds = BOUNDS,
): Promise<FoundPage> {
  if (terms.length === 0) return { items: [], next: null }
  const { limit, until, position } = range
  // As in lists: the next millisecond, which no cursor gets beyond.
  const bound = new Date(until + 1).toISOString()
  const before = position && order(position.position, bound) < 0 ? position.position : bound
  const wanted = limit + 1
  const hits: SearchPosition[] = []
  let stoppedAt: SearchPosition | undefined
  const walk = async (inTitle: boolean, from: string) => {
    const lists = terms.map((term) =>
      openList(table, termPartition(term, inTitle), terms.length === 1 ? wanted : bounds.atOnce),
    )
    const walked = await intersect(lists, {
      before: from,
      wanted: wanted - hits.length,
      queries: inTitle ? bounds.title : bounds.anywhere,
      // What has all of them in its title has been in the first part.
      passOver: (entries) => !inTitle && entries.every(({ alsoInTitle }) => alsoInTitle),
    })
    hits.push(...walked.positions.map((each) => ({ inTitle, position: each })))
    if (walked.stoppedAt !== undefined) stoppedAt = { inTitle, position: asPosition(walked.stoppedAt) }
  }
  await withinUnits(UNITS_FOR_LISTS, async () => {
    if (position?.inTitle !== false) await walk(true, before)
    if (hits.length < wanted && !stoppedAt) await walk(false, position?.inTitle === false ? before : bound)
  })
  const found = hits.slice(0, limit)
  const { items, count } = await readListed(table, found)
  const isCut = count < found.length || hits.length > limit
  return { items, next: (isCut ? found[count - 1] : stoppedAt) ?? null }
}

/** The beginning of a list is a time alone. */
const asPosition = (at: string): string => (at.includes('#') ? at : `${at}#0`)

/** The articles found, and of how many, from the first on, the request could pay for. */
async function readListed(
  table: Table,
  found: readonly SearchPosition[],
): Promise<{ items: Article[]; count: number }> {
  const keys = found.map(({ position }) => ({ pk: listingPartition('published'), sk: position }))
  const { find, count } = await getInPortions(table, keys, { dearest: DEAREST.article })
  const items = keys.flatMap((key) => {
    const item = find(key)
    return item ? [articleOf(item)] : []
  })
  return { items, count }
}

type Entry = { position: string; alsoInTitle: boolean }
/** Up to a position, which is part of it or not. */
type Bound = { at: string; isPart: boolean }

type Walk = {
  before: string
  wanted: number
  queries: number
  /** Whether an article, by its entries in the lists, is none of those wanted. */
  passOver: (entries: readonly Entry[]) => boolean
}

/**
 * What stands in all of the lists, from the latest to the earliest.
 * @returns also where it stopped, when it has taken as many Queries as it may: all before that has been looked at
 */
async function intersect(
  lists: readonly TermList[],
  { before, wanted, queries, passOver }: Walk,
): Promise<{ positions: string[]; stoppedAt?: string }> {
  const positions: string[] = []
  let bound: Bound = { at: before, isPart: false }
  let looked = before
  let left = queries
  while (positions.length < wanted) {
    const at = bound
    const lacking = lists.filter((list) => !list.reaches(at))
    const units = lacking.reduce((sum, { dearest }) => sum + dearest, 0)
    if (lacking.length > left || units > unitsLeft()) return { positions, stoppedAt: looked }
    left -= lacking.length
    await Promise.all(lacking.map((list) => list.load(at)))
    const heads = lists.flatMap((list) => list.head(at) ?? [])
    if (heads.length < lists.length) break
    const [lowest, ...others] = [...new Set(heads.map(({ position }) => position))].toSorted(order)
    if (lowest === undefined) break
    // Nothing between this and what some list has lowest is in that list; so all of them leap there.
    bound = { at: lowest, isPart: others.length > 0 }
    looked = others[0] ?? lowest
    if (others.length === 0 && !passOver(heads)) positions.push(lowest)
  }
  return { positions }
}

type TermList = ReturnType<typeof openList>

/** The list of one term, read piece by piece, backward. */
function openList(table: Table, partition: string, atOnce: number) {
  let entries: Entry[] = []
  let isEnd = false
  const isWithin = ({ position }: Entry, { at, isPart }: Bound) => order(position, at) < (isPart ? 1 : 0)
  return {
    /** The most units that reading on takes. */
    dearest: Math.max(0.5, atOnce * DEAREST_ENTRY),
    /** Whether what has been read says which entry is the first within a bound, or that there is none. */
    reaches: (bound: Bound): boolean => {
      const last = entries.at(-1)
      return isEnd || (last !== undefined && isWithin(last, bound))
    },
    head: (bound: Bound): Entry | undefined => {
      const first = entries.findIndex((entry) => isWithin(entry, bound))
      entries = first === -1 ? [] : entries.slice(first)
      return entries[0]
    },
    load: async ({ at, isPart }: Bound): Promise<void> => {
      const { Items: found = [], LastEvaluatedKey: more } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: isPart ? 'pk = :list AND sk <= :at' : 'pk = :list AND sk < :at',
          ExpressionAttributeValues: { ':list': s(partition), ':at': s(at) },
          ScanIndexForward: false,
          Limit: atOnce,
        }),
      )
      entries = found.map((item) => ({ position: text(item, 'sk'), alsoInTitle: item.title?.BOOL === true }))
      isEnd = more === undefined
    },
  }
}

/** As DynamoDB sorts: by the bytes of UTF-8, which is not how JavaScript compares. */
const order = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
