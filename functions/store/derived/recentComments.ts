/**
 * The newest comments of the whole site. Pointers hold their locations, and the current comments are read there.
 * Comments that were removed since, and comments of articles that are no longer public, are skipped.
 */
import { type Article, isPublic } from '../../domain/articles/article.ts'
import { articleOfExternalPage, isPageKey } from '../../domain/articles/externalPage.ts'
import { isRoot, type PlacedComment, type Thread } from '../../domain/comments/comment.ts'
import { firstUlidAt, timeOf } from '../../domain/ulid.ts'
import { articleOf } from '../articles/articleItems.ts'
import { type Found, getItems } from '../client/batches.ts'
import { type Item, number, s, type Table, text } from '../client/dynamodb.ts'
import { articleKey, externalPageKey, HOUR, hourOf, type Key, placeKey, recentPartition } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST, setAside, unitsLeft, withinUnits } from '../client/units.ts'
import { idOf, readPlaced, readThread } from '../comments/commentItems.ts'
import type { Page } from '../comments/comments.ts'
import type { Tables } from '../comments/conversations.ts'
import { pageOf } from '../comments/externalPages.ts'
import { listHours } from './recentHours.ts'

export type RecentComment = { comment: PlacedComment | Thread; article: Article }

/** Maximum pointers and hours read for one page. After a flood that was removed, a page may be short. */
const MOST_POINTERS = 1000
const MOST_HOURS = 150
/**
 * Maximum comments on one page. They are in different places, so more of them would take too many sequential requests.
 */
const LONGEST_PAGE = 50
/** Maximum hours read in parallel if the first few had too few comments. */
const WIDEST = 16

/** An hour that is being read: the position before which to continue, and whether it has more pointers. */
type Hour = { hour: number; before: string | undefined }

/** The most units that a pointer takes in a Query, and that a comment with its article takes. */
const DEAREST_POINTER = 0.08
const DEAREST_RECENT = DEAREST.comment + DEAREST.article

/**
 * Returns a page of the newest published comments, and the ULID after which to continue.
 *
 * Query of the hours that have comments. Query of the first two hours, then four, then eight, until there are enough.
 * For each round, a BatchGetItem of the comments and one of the articles, in portions if comments may be long.
 * Eventually consistent. A page that reaches the request's units ends before it is full.
 * @param after the ULID after which to continue; undefined for the first page
 * @param now milliseconds since 1970
 */
export async function listRecent(
  tables: Tables,
  wanted: number,
  after: string | undefined,
  now: number,
): Promise<Page<RecentComment>> {
  const limit = Math.min(wanted, LONGEST_PAGE)
  const start = after === undefined ? undefined : hourOf(timeOf(after))
  const { hours, more } = await listHours(tables.comments, start, MOST_HOURS)
  let left: Hour[] = hours.map((hour) => ({ hour, before: hour === start ? after : undefined }))
  const items: RecentComment[] = []
  const find = finder(tables)
  let seen = 0
  for (let width = 2; left.length > 0 && seen < MOST_POINTERS; width = Math.min(width * 2, WIDEST)) {
    // Units for one comment must remain, so that each page makes progress.
    if (seen > 0 && unitsLeft() < width * 0.5 + DEAREST_RECENT) break
    const { pointers, unread } = await readHours(tables.comments, left.slice(0, width), limit + 1 - items.length)
    left = [...unread, ...left.slice(width)]
    seen += pointers.length
    const { found, count } = await resolve(find, pointers, now)
    items.push(...found)
    if (items.length > limit) {
      const page = items.slice(0, limit)
      return { items: page, next: page.at(-1)?.comment.id.own ?? null }
    }
    const last = pointers[count - 1]
    if (count < pointers.length && last) return { items, next: text(last, 'sk') }
  }
  const [unread] = left
  if (unread) return { items, next: unread.before ?? firstUlidAt((unread.hour + 1) * HOUR) }
  const last = hours.at(-1)
  return { items, next: more && last !== undefined ? firstUlidAt(last * HOUR) : null }
}

/**
 * Reads the pointers of some hours, newest first, up to the first gap between them, and returns the hours still to be
 * read.
 */
async function readHours(
  comments: Table,
  hours: readonly Hour[],
  wanted: number,
): Promise<{ pointers: Item[]; unread: Hour[] }> {
  // The comments take most of the units.
  const units = Math.max(0.5, (unitsLeft() - DEAREST_RECENT) / 2 / hours.length)
  const answers = await Promise.all(hours.map((hour) => withinUnits(units, () => readHour(comments, hour, wanted))))
  const pointers: Item[] = []
  for (const [place, { items, more }] of answers.entries()) {
    pointers.push(...items)
    const last = items.at(-1)
    const hour = hours[place]?.hour
    if (more && last && hour !== undefined) {
      return { pointers, unread: [{ hour, before: text(last, 'sk') }, ...hours.slice(place + 1)] }
    }
  }
  return { pointers, unread: [] }
}

function readHour(comments: Table, { hour, before }: Hour, limit: number): Promise<{ items: Item[]; more: boolean }> {
  const range = {
    KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
    ExpressionAttributeValues: {
      ':pk': s(recentPartition(hour)),
      ...(before !== undefined && { ':before': s(before) }),
    },
    ScanIndexForward: false,
  }
  return queryItems(comments, range, limit, { dearest: DEAREST_POINTER, once: true })
}

/** Finds items of both tables by their keys. Reads each item once per request. */
function finder({ articles, comments }: Tables) {
  const known = new Map<string, Item | undefined>()
  const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`
  const read = async (table: Table, keys: readonly Key[]): Promise<Found> => {
    const asked = keys.filter((key) => !known.has(nameOf(key)))
    const found = await getItems(table, asked)
    for (const key of asked) known.set(nameOf(key), found(key))
    return (key) => known.get(nameOf(key))
  }
  return {
    comments: (keys: readonly Key[]) => read(comments, keys),
    articles: (keys: readonly Key[]) => read(articles, keys),
  }
}

/**
 * Reads the comments of pointers as far as the request's units reach, and returns how many pointers it resolved, at
 * least one.
 */
async function resolve(
  find: ReturnType<typeof finder>,
  pointers: readonly Item[],
  now: number,
): Promise<{ found: RecentComment[]; count: number }> {
  const found: RecentComment[] = []
  let count = 0
  while (count < pointers.length) {
    const affordable = Math.min(Math.floor(unitsLeft() / DEAREST_RECENT), pointers.length)
    const portion = pointers.slice(count, count + (count === 0 ? Math.max(affordable, 1) : affordable))
    if (portion.length === 0) break
    const giveBack = setAside(portion.length * DEAREST_RECENT)
    found.push(...(await resolvePortion(find, portion, now).finally(giveBack)))
    count += portion.length
  }
  return { found, count }
}

async function resolvePortion(
  find: ReturnType<typeof finder>,
  pointers: readonly Item[],
  now: number,
): Promise<RecentComment[]> {
  const places = pointers.map((pointer) => ({
    article: text(pointer, 'article'),
    id: idOf(text(pointer, 'comment'), number(pointer, 'shard', 0)),
  }))
  const [placed, written] = await Promise.all([
    find.comments(
      places.flatMap(({ article, id }) =>
        isPageKey(article) ? [placeKey(article, id), externalPageKey(article)] : [placeKey(article, id)],
      ),
    ),
    find.articles(places.flatMap(({ article }) => (isPageKey(article) ? [] : [articleKey(article)]))),
  ])
  return places.flatMap(({ article: key, id }) => {
    const item = placed(placeKey(key, id))
    const article = isPageKey(key)
      ? ifAny(placed(externalPageKey(key)), (item) => articleOfExternalPage(pageOf(item)))
      : ifAny(written(articleKey(key)), articleOf)
    if (!item || !article) return []
    const comment = isRoot(id) ? readThread(item) : readPlaced(item)
    return comment.state === 'published' && isPublic(article, now) ? [{ comment, article }] : []
  })
}

const ifAny = <T>(item: Item | undefined, read: (item: Item) => T): T | undefined => item && read(item)
