/**
 * Feeds of the lists that pages show.
 */

import { CACHE } from '../../contract/caching.ts'
import type { feeds as contract } from '../../contract/pages.ts'
import { articleListSchema } from '../../contract/schemas/articleQueries.ts'
import { cursorOf, cutToSize } from '../../contract/schemas/paging.ts'
import { requirePublic } from '../../domain/articles/article.ts'
import { permanentName } from '../../domain/articles/permanentName.ts'
import { ArticleNotFound } from '../../domain/errors.ts'
import type { EndpointsOf } from '../../http/api.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { originOf } from '../../http/origin/origin.ts'
import { type CommentView, commentView, threadView } from '../../http/views/commentViews.ts'
import { atom, type Feed, jsonFeed } from '../../pages/formats/feed.ts'
import { articleEntries, commentEntry, conversationName, homeOf } from '../../pages/formats/feedEntries.ts'
import { languageFor } from '../../pages/languages/language.ts'
import { articleAddress, FRONT, tagAddress, tagFeedAddress, withQuery } from '../../pages/page.ts'
import { parameter } from '../../pages/request.ts'
import { type List, listArticles } from '../../store/articles/articleListings.ts'
import { readBodies } from '../../store/articles/articles.ts'
import type { Table } from '../../store/client/dynamodb.ts'
import { DEAREST, unitsLeft, withinUnits } from '../../store/client/units.ts'
import { newestReplies } from '../../store/comments/comments.ts'
import { listRecent } from '../../store/derived/recentComments.ts'
import { listPage } from '../comments.ts'
import { type PageReader, positionOf, ulidIn } from '../pages/pages.ts'
import { forPrograms, TYPES } from './forPrograms.ts'

const ENTRIES = 25
/** Most read units for a feed's list. The contents of its entries take the rest. */
const MOST_UNITS_OF_LIST = 60
/** Most replies of each thread in a feed. */
const REPLIES = 10
/**
 * Most bytes of comments in a feed, counted as JSON. As XML, HTML of short tags takes up to 2.4 times as many. The
 * limit is needed because links become absolute: 1,000 links in one comment take 1 MB.
 */
const MOST_BYTES = 2_000_000

export function feedEndpoints(reader: PageReader): EndpointsOf<typeof contract> {
  const siteAt = (event: HttpEvent) => originOf(event, reader.siteUrl)
  /** The tables stay the same when the site's name or host changes. */
  const nameOf = (feed: string) => permanentName('feed', reader.articles.name, feed)

  /** The addresses of a feed's pages. */
  const pagesOf = (event: HttpEvent, path: string, cursor: string | undefined, next: string | null, lang?: string) => {
    const at = (position: string | undefined) => siteAt(event) + withQuery(path, { lang, cursor: position })
    return { self: at(cursor), first: at(undefined), next: next === null ? undefined : at(next) }
  }

  const articles = async (event: HttpEvent, list: List, page: string, path: string): Promise<Feed> => {
    const { cursor, position } = positionOf(event)
    const now = reader.clock()
    const found = await withinUnits(MOST_UNITS_OF_LIST, () =>
      listArticles(reader.articles, list, { limit: ENTRIES, until: now, position }),
    )
    const isTag = typeof list === 'object'
    // A later page may be empty. A tag without articles does not exist.
    if (isTag && found.items.length === 0 && cursor === undefined) throw new ArticleNotFound()
    const texts = await readBodies(reader.articles, found.items)
    const origin = siteAt(event)
    return {
      id: nameOf(isTag ? `tag ${list.tag.toLowerCase()}` : 'articles'),
      title: isTag ? `${reader.siteName}: ${list.tag}` : reader.siteName,
      page: origin + page,
      ...pagesOf(event, path, cursor, found.next === null ? null : cursorOf(found.next)),
      publisher: reader.siteName,
      entries: articleEntries(origin, found.items, texts),
    }
  }

  const ofTag = (event: HttpEvent, file: 'feed.xml' | 'feed.json', asked: string): Promise<Feed> => {
    const { success, data } = articleListSchema.safeParse({ tag: asked })
    if (!success || data.tag === undefined) throw new ArticleNotFound()
    return articles(event, { tag: data.tag }, tagAddress(data.tag), tagFeedAddress(data.tag, file))
  }

  /** The feed of all articles, or of those with the tag in the query. */
  const latest = (event: HttpEvent, file: 'feed.xml' | 'feed.json'): Promise<Feed> => {
    const tag = parameter(event, 'tag')
    return tag === undefined ? articles(event, 'published', FRONT, `/${file}`) : ofTag(event, file, tag)
  }

  const wordingOf = async (event: HttpEvent) => {
    const language = await languageFor(parameter(event, 'lang'), undefined)
    return { language, asked: language.asked ? language.code : undefined }
  }

  const comments = async (event: HttpEvent): Promise<Feed> => {
    const { language, asked } = await wordingOf(event)
    const cursor = ulidIn(event, 'cursor')
    const { items, next } = await listRecent(reader, ENTRIES, cursor, reader.clock())
    const origin = siteAt(event)
    const groups = items.map(({ comment, article }) => ({
      own: comment.id.own,
      entries: commentEntry(origin, language, article, commentView(comment)),
    }))
    const cut = cutToSize(groups, next, ({ own }) => own, MOST_BYTES)
    return {
      id: nameOf('comments'),
      title: `${reader.siteName}: ${language.messages.comments}`,
      language: language.locale,
      page: origin + FRONT,
      ...pagesOf(event, '/comments.xml', cursor, cut.nextCursor, asked),
      publisher: reader.siteName,
      entries: cut.items.flatMap(({ entries }) => entries),
    }
  }

  const ofArticle = async (event: HttpEvent): Promise<Feed> => {
    const { language, asked } = await wordingOf(event)
    const slug = pathParameter(event, 'slug')
    const { article, shards } = await reader.conversation(slug)
    requirePublic(article, slug, reader.clock())
    const cursor = ulidIn(event, 'cursor')
    const roots = { article: article.key, shards }
    const list = await withinUnits(MOST_UNITS_OF_LIST, () =>
      listPage(reader.comments, roots, { sort: 'newest', limit: ENTRIES, cursor }),
    )
    const threads = await withReplies(reader.comments, list.items.map(threadView))
    const next = threads.length < list.items.length ? (threads.at(-1)?.[0].id ?? null) : list.next
    const origin = siteAt(event)
    const groups = threads.map((views) => ({
      own: views[0].id,
      // If there are too many bytes, the oldest replies are left out.
      entries: cutToSize(
        views.flatMap((view) => commentEntry(origin, language, article, view)),
        null,
        String,
        MOST_BYTES,
      ).items,
    }))
    const cut = cutToSize(groups, next, ({ own }) => own, MOST_BYTES)
    return {
      id: conversationName(article),
      title: `${article.title}: ${language.messages.comments}`,
      page: homeOf(origin, article),
      ...pagesOf(event, `${articleAddress(slug)}/comments.xml`, cursor, cut.nextCursor, asked),
      publisher: reader.siteName,
      entries: cut.items
        .flatMap(({ entries }) => entries)
        .toSorted((one, other) => (one.published < other.published ? 1 : -1)),
    }
  }

  return {
    'GET /feed.xml': async (event) => forPrograms(event, TYPES.atom, atom(await latest(event, 'feed.xml'))),
    'GET /feed.json': async (event) => forPrograms(event, TYPES.json, jsonFeed(await latest(event, 'feed.json'))),
    'GET /tags/{tag}/feed.xml': async (event) =>
      forPrograms(event, TYPES.atom, atom(await ofTag(event, 'feed.xml', pathParameter(event, 'tag')))),
    'GET /tags/{tag}/feed.json': async (event) =>
      forPrograms(event, TYPES.json, jsonFeed(await ofTag(event, 'feed.json', pathParameter(event, 'tag')))),
    'GET /comments.xml': async (event) => forPrograms(event, TYPES.atom, atom(await comments(event)), CACHE.comments),
    'GET /articles/{slug}/comments.xml': async (event) =>
      forPrograms(event, TYPES.atom, atom(await ofArticle(event)), CACHE.comments),
  }
}

/**
 * Threads with their newest replies. A preview is used if it has all replies in full, else a Query. Returns as many
 * threads as the request's units allow, at least one.
 */
async function withReplies(
  comments: Table,
  threads: readonly CommentView[],
): Promise<[CommentView, ...CommentView[]][]> {
  const complete: [CommentView, ...CommentView[]][] = []
  for (const thread of threads) {
    const { items, nextCursor } = thread.replies
    const isComplete = nextCursor === null && !items.some(({ shortened }) => shortened)
    if (!isComplete && complete.length > 0 && unitsLeft() < DEAREST.comment) break
    const replies = isComplete ? items : (await newestReplies(comments, thread.id, REPLIES)).map(commentView)
    complete.push([thread, ...replies])
  }
  return complete
}
