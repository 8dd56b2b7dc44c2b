/**
 * Finds articles by their words. Articles with all words in the title come first, then articles with all words
 * anywhere. Each part is sorted newest first. The lists of the terms have the same order, so the intersection skips
 * from one list to the next entry of another. No list is read whole, and the reads of a page are bounded. A page that
 * reaches the bound is shorter, possibly empty, and still has a next page.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { articleOf } from '../articles/articleItems.ts'
import { s, type Table, text } from '../client/dynamodb.ts'
import { listingPartition, termPartition } from '../client/keys.ts'
import { getInPortions } from '../client/portions.ts'
import { DEAREST, unitsLeft, withinUnits } from '../client/units.ts'

/** The position at which a page ended: `<time>#<key>` in the first or in the second part. */
export type SearchPosition = { inTitle: boolean; position: string }
export type FoundPage = { items: Article[]; next: SearchPosition | null }

type Range = {
  limit: number
  /** Excludes articles published after this time; milliseconds since 1970. */
  until: number
  position?: SearchPosition | undefined
}

/**
 * Maximum Queries of a page for its first and second part: at least twice the number of terms, so that each page makes
 * progress. `atOnce` is the number of entries of one read when several lists are compared, about 4 KB.
 */
const BOUNDS = { title: 30, anywhere: 60, atOnce: 50 }
/** Read units of a page for the lists of terms. The rest is for its articles. */
const UNITS_FOR_LISTS = 60
/** The most read units that one entry of a list takes. */
const DEAREST_ENTRY = 0.075

/**
 * Returns a page of the articles that are filed under all of the terms.
 *
 * For each term, one Query of `T#<term>#title`, then one of `T#<term>`: 0.5 read units per 4 KB, 50 entries. More
 * Queries if common words rarely occur together: at most 30 and 60 in all. Then BatchGetItem of the page's articles
 * from `L#published`, 0.5 read units per 4 KB of each. All reads are eventually consistent and within the request's
 * units. That list is written in the same transaction as the article. A search therefore omits articles that are no
 * longer public, even if the index is late.
 * @param bounds overrides the usual bounds, for tests
 */
export async function searchArticles(
  table: Table,
  terms: readonly string[],
  range: Range,
  bounds = BOUNDS,
): Promise<FoundPage> {
  if (terms.length === 0) return { items: [], next: null }
  const { limit, until, position } = range
  // As in lists, the bound is the next millisecond. No cursor passes it.
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
      // The first part already has the articles with all terms in the title.
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

/** The start of a list is a time without a key. */
const asPosition = (at: string): string => (at.includes('#') ? at : `${at}#0`)

/** Reads the found articles, and returns how many positions, from the first on, the request's units covered. */
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
/** Upper bound of a range, inclusive if `isPart`. */
type Bound = { at: string; isPart: boolean }

type Walk = {
  before: string
  wanted: number
  queries: number
  /** Whether to skip an article, given its entries in the lists. */
  passOver: (entries: readonly Entry[]) => boolean
}

/**
 * Returns the positions that occur in all of the lists, from the latest to the earliest.
 * @returns also where it stopped if it reached the maximum of Queries; all later positions have been checked
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
    // The list with the lowest entry has no entry between it and the current position, so all lists skip to the lowest
    // entry.
    bound = { at: lowest, isPart: others.length > 0 }
    looked = others[0] ?? lowest
    if (others.length === 0 && !passOver(heads)) positions.push(lowest)
  }
  return { positions }
}

type TermList = ReturnType<typeof openList>

/** The list of one term, read backward in portions. */
function openList(table: Table, partition: string, atOnce: number) {
  let entries: Entry[] = []
  let isEnd = false
  const isWithin = ({ position }: Entry, { at, isPart }: Bound) => order(position, at) < (isPart ? 1 : 0)
  return {
    /** The most units that one more read takes. */
    dearest: Math.max(0.5, atOnce * DEAREST_ENTRY),
    /** Whether the entries read so far determine the first entry within a bound, or that there is none. */
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

/** Compares by the bytes of UTF-8, as DynamoDB sorts. JavaScript compares differently. */
const order = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
