/**
 * The newest comments of the whole site. Pointers say where they are; what they point at is read as it is now, so what
 * was removed since, or stands under an article that is not public any more, is passed over.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Article, isPublic } from '../domain/article.ts'
import { isRoot, type PlacedComment, type Thread } from '../domain/comment.ts'
import { articleOfPage, isPageKey } from '../domain/elsewhere.ts'
import { firstUlidAt, timeOf } from '../domain/ulid.ts'
import { articleOf } from './articleItems.ts'
import { getItems } from './batches.ts'
import { idOf, readPlaced, readThread } from './commentItems.ts'
import type { Page } from './comments.ts'
import type { Tables } from './conversations.ts'
import { type Item, number, s, type Table, text } from './dynamodb.ts'
import { articleKey, HOUR, hourOf, pageElsewhereKey, placeKey, recentPartition } from './keys.ts'
import { pageOf } from './pagesElsewhere.ts'
import { listHours } from './recentHours.ts'

export type RecentComment = { comment: PlacedComment | Thread; article: Article }

/** Pointers looked at for one page, and hours: a page after a flood that was removed may be short, but comes. */
const MOST_POINTERS = 1000
const MOST_HOURS = 150
/** Hours that are asked for at once when the first few held too little. */
const WIDEST = 16

/** An hour that is being read: from where on, and whether there is any more in it. */
type Hour = { hour: number; before: string | undefined }

/**
 * A page of the newest published comments, and the ULID after which to go on.
 *
 * Query of the hours that have any; Query of the first two, then four, then eight of them until there is enough; for each
 * round a BatchGetItem of what they point at and one of the articles. Eventually consistent.
 * @param after the ULID after which to go on; undefined for the first page
 * @param now milliseconds since 1970
 */
export async function listRecent(
  { articles, comments }: Tables,
  limit: number,
  after: string | undefined,
  now: number,
): Promise<Page<RecentComment>> {
  const start = after === undefined ? undefined : hourOf(timeOf(after))
  const { hours, more } = await listHours(comments, start, MOST_HOURS)
  let left: Hour[] = hours.map((hour) => ({ hour, before: hour === start ? after : undefined }))
  const items: RecentComment[] = []
  let seen = 0
  for (let width = 2; left.length > 0 && seen < MOST_POINTERS; width = Math.min(width * 2, WIDEST)) {
    const { pointers, unread } = await readHours(comments, left.slice(0, width), limit + 1 - items.length)
    left = [...unread, ...left.slice(width)]
    seen += pointers.length
    items.push(...(await resolve({ articles, comments }, pointers, now)))
    if (items.length > limit) {
      const page = items.slice(0, limit)
      return { items: page, next: page.at(-1)?.comment.id.own ?? null }
    }
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
  const answers = await Promise.all(hours.map((hour) => readHour(comments, hour, wanted)))
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

async function readHour(
  comments: Table,
  { hour, before }: Hour,
  limit: number,
): Promise<{ items: Item[]; more: boolean }> {
  const { Items = [], LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: {
        ':pk': s(recentPartition(hour)),
        ...(before !== undefined && { ':before': s(before) }),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  )
  return { items: Items, more: LastEvaluatedKey !== undefined }
}

async function resolve(
  { articles, comments }: Tables,
  pointers: readonly Item[],
  now: number,
): Promise<RecentComment[]> {
  const places = pointers.map((pointer) => ({
    article: text(pointer, 'article'),
    id: idOf(text(pointer, 'comment'), number(pointer, 'shard', 0)),
  }))
  const [placed, written] = await Promise.all([
    getItems(
      comments,
      places.flatMap(({ article, id }) =>
        isPageKey(article) ? [placeKey(article, id), pageElsewhereKey(article)] : [placeKey(article, id)],
      ),
    ),
    getItems(
      articles,
      places.flatMap(({ article }) => (isPageKey(article) ? [] : [articleKey(article)])),
    ),
  ])
  return places.flatMap(({ article: key, id }) => {
    const item = placed(placeKey(key, id))
    const article = isPageKey(key)
      ? ifAny(placed(pageElsewhereKey(key)), (item) => articleOfPage(pageOf(item)))
      : ifAny(written(articleKey(key)), articleOf)
    if (!item || !article) return []
    const comment = isRoot(id) ? readThread(item) : readPlaced(item)
    return comment.state === 'published' && isPublic(article, now) ? [{ comment, article }] : []
  })
}

const ifAny = <T>(item: Item | undefined, read: (item: Item) => T): T | undefined => item && read(item)
