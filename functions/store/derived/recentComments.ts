/**
 * The newest comments of the whole site. Pointers say where they are; what they point at is read as it is now, so what
 * was removed since, or stands under an article that is not public any more, is passed over.
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

/** Pointers looked at for one page, and hours: a page after a flood that was removed may be short, but comes. */
const MOST_POINTERS = 1000
const MOST_HOURS = 150
/** Comments on one page: they lie apart, so that more of them would take too many requests one after the other. */
const LONGEST_PAGE = 50
/** Hours that are asked for at once when the first few held too little. */
const WIDEST = 16

/** An hour that is being read: from where on, and whether there is any more in it. */
type Hour = { hour: number; before: string | undefined }

/** The most units that a pointer takes of a Query, and a comment with its article. */
const DEAREST_POINTER = 0.08
const DEAREST_RECENT = DEAREST.comment + DEAREST.article

/**
 * A page of the newest published comments, and the ULID after which to go on.
 *
 * Query of the hours that have any; Query of the first two, then four, then eight of them until there is enough; for each
 * round a BatchGetItem of what they point at and one of the articles, in portions where comments may be long. Eventually
 * consistent. A page that takes as much as a request may take ends before it is full.
 * @param after the ULID after which to go on; undefined for the first page
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
    // One comment must be left to be read, or a page might get nowhere.
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

/** The pointers of some hours, newest first, as far as no gap is left between them; and the hours still to be read. */
async function readHours(
  comments: Table,
  hours: readonly Hour[],
  wanted: number,
): Promise<{ pointers: Item[]; unread: Hour[] }> {
  // What they point at takes the most.
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

/** Finds things of both tables by their keys, each once in a request. */
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

/** What pointers point at, as far as the request can pay for it: of how many of them, at least of one. */
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
