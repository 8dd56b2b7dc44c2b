/**
 * Feeds, the sitemap and robots.txt: the same lists that the pages show, for programs.
 */
import { type Article, requirePublic } from '../domain/article.ts'
import { AddressUnknown, ArticleNotFound } from '../domain/errors.ts'
import type { Endpoint } from '../http/api.ts'
import { articleListSchema } from '../http/articleSchemas.ts'
import { type CommentView, commentView, threadView } from '../http/commentViews.ts'
import { originOf } from '../http/origin.ts'
import { cursorOf } from '../http/paging.ts'
import { type HttpEvent, pathParameter } from '../http/request.ts'
import { CACHE, type Response, revalidatable } from '../http/respond.ts'
import { atom, type Entry, type Feed, jsonFeed } from '../pages/feed.ts'
import { languageFor } from '../pages/language.ts'
import { articleAddress, commentAddress, FRONT, tagAddress, withQuery } from '../pages/page.ts'
import { parameter } from '../pages/request.ts'
import { robots, sitemap, sitemapIndex } from '../pages/sitemap.ts'
import { sayText } from '../pages/wording.ts'
import { firstPublished, type List, listArticles } from '../store/articleListings.ts'
import { listRecent } from '../store/recentComments.ts'
import { listPage } from './comments.ts'
import { type PageReader, positionOf, ulidIn } from './pages.ts'

const ENTRIES = 25
/** Articles asked for at once for a sitemap: about 1 MB, which is as much as one Query reads. */
const SITEMAP_PAGE = 1000
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])\.xml$/

const TYPES = {
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  text: 'text/plain; charset=utf-8',
}

export function feedEndpoints(reader: PageReader): Record<string, Endpoint> {
  const siteAt = (event: HttpEvent) => originOf(event, reader.siteUrl)

  const articles = async (event: HttpEvent, list: List, page: string, self: string): Promise<Feed> => {
    const { cursor, position } = positionOf(event)
    const now = reader.clock()
    const found = await listArticles(reader.articles, list, { limit: ENTRIES, until: now, position })
    const isTag = typeof list === 'object'
    if (isTag && found.items.length === 0) throw new ArticleNotFound()
    const origin = siteAt(event)
    return {
      title: isTag ? `${reader.siteName}: ${list.tag}` : reader.siteName,
      language: 'en',
      page: origin + page,
      self: origin + withQuery(self, { cursor }),
      next: found.next === null ? undefined : origin + withQuery(self, { cursor: cursorOf(found.next) }),
      publisher: reader.siteName,
      entries: found.items.map((article) => articleEntry(origin, article)),
    }
  }

  const ofTag = (event: HttpEvent, file: string): Promise<Feed> => {
    const { success, data } = articleListSchema.safeParse({ tag: pathParameter(event, 'tag') })
    if (!success || data.tag === undefined) throw new ArticleNotFound()
    const page = tagAddress(data.tag)
    return articles(event, { tag: data.tag }, page, `${page}/${file}`)
  }

  const comments = async (event: HttpEvent): Promise<Feed> => {
    const { messages } = await languageFor(parameter(event, 'lang'), undefined)
    const after = ulidIn(event, 'cursor')
    const { items, next } = await listRecent(reader, ENTRIES, after, reader.clock())
    const origin = siteAt(event)
    const self = '/comments.xml'
    return {
      title: `${reader.siteName}: ${messages.comments}`,
      language: 'en',
      page: origin + FRONT,
      self: origin + withQuery(self, { cursor: after }),
      next: next === null ? undefined : origin + withQuery(self, { cursor: next }),
      publisher: reader.siteName,
      entries: items.flatMap(({ comment, article }) =>
        commentEntry(origin, messages.commentOn, article, commentView(comment)),
      ),
    }
  }

  const ofArticle = async (event: HttpEvent): Promise<Feed> => {
    const { messages } = await languageFor(parameter(event, 'lang'), undefined)
    const slug = pathParameter(event, 'slug')
    const { article, shards } = await reader.conversation(slug)
    const roots = { article: article.key, shards }
    requirePublic(article, slug, reader.clock())
    const talk = await listPage(reader.comments, roots, { sort: 'newest', limit: ENTRIES, cursor: undefined })
    const views = talk.items.map(threadView).flatMap((thread) => [thread, ...thread.replies.items])
    const origin = siteAt(event)
    return {
      title: `${article.title}: ${messages.comments}`,
      language: 'en',
      page: homeOf(origin, article),
      self: `${origin}${articleAddress(slug)}/comments.xml`,
      next: undefined,
      publisher: reader.siteName,
      entries: views
        .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
        .flatMap((view) => commentEntry(origin, messages.commentOn, article, view)),
    }
  }

  return {
    'GET /feed.xml': async (event) =>
      given(event, TYPES.atom, atom(await articles(event, 'published', FRONT, '/feed.xml'))),
    'GET /feed.json': async (event) =>
      given(event, TYPES.json, jsonFeed(await articles(event, 'published', FRONT, '/feed.json'))),
    'GET /tags/{tag}/feed.xml': async (event) => given(event, TYPES.atom, atom(await ofTag(event, 'feed.xml'))),
    'GET /tags/{tag}/feed.json': async (event) => given(event, TYPES.json, jsonFeed(await ofTag(event, 'feed.json'))),
    'GET /comments.xml': async (event) => given(event, TYPES.atom, atom(await comments(event)), CACHE.comments),
    'GET /articles/{slug}/comments.xml': async (event) =>
      given(event, TYPES.atom, atom(await ofArticle(event)), CACHE.comments),

    'GET /sitemap.xml': async (event) => {
      const now = reader.clock()
      const first = await firstPublished(reader.articles, now)
      const files = first === undefined ? [] : monthsBetween(first, now)
      return given(event, TYPES.xml, sitemapIndex(files.map((month) => `${siteAt(event)}/sitemaps/${month}.xml`)))
    },
    'GET /sitemaps/{file}': async (event) => {
      const [, year, month] = MONTH.exec(pathParameter(event, 'file')) ?? []
      if (year === undefined || month === undefined) throw new AddressUnknown()
      const from = new Date(Date.UTC(Number(year), Number(month) - 1)).toISOString()
      const until = Math.min(reader.clock(), Date.UTC(Number(year), Number(month)) - 1)
      const origin = siteAt(event)
      const pages: { address: string; changed: string }[] = []
      for await (const { slug, updatedAt } of publishedSince(reader, from, until)) {
        pages.push({ address: origin + articleAddress(slug), changed: updatedAt })
      }
      return given(event, TYPES.xml, sitemap(pages))
    },
    'GET /robots.txt': async (event) => given(event, TYPES.text, robots(siteAt(event))),
  }
}

/** Nothing in it is to run, should somebody open it in a browser. */
const given = (event: HttpEvent, type: string, body: string, cacheControl: string = CACHE.article): Response =>
  revalidatable(event, {
    statusCode: 200,
    headers: {
      'content-type': type,
      'cache-control': cacheControl,
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
    body,
  })

async function* publishedSince(reader: PageReader, from: string, until: number): AsyncGenerator<Article> {
  for (let position: string | undefined; ; ) {
    const { items, next } = await listArticles(reader.articles, 'published', { limit: SITEMAP_PAGE, until, position })
    for (const article of items) {
      if (article.publishedAt === null || article.publishedAt < from) return
      yield article
    }
    if (next === null) return
    position = next
  }
}

/** Such as `2026-11`, the latest first. */
function monthsBetween(first: string, now: number): string[] {
  const oldest = first.slice(0, 7)
  const months: string[] = []
  const at = new Date(now)
  for (let back = 0; ; back++) {
    const month = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back)).toISOString().slice(0, 7)
    if (month < oldest) return months
    months.push(month)
  }
}

/** RFC 4151: never changes, whatever becomes of the slug. */
const tagUri = (origin: string, date: string, name: string): string =>
  `tag:${new URL(origin).hostname},${date.slice(0, 10)}:${encodeURI(name)}`

/** Where an article is read. */
const homeOf = (origin: string, { slug, elsewhere }: Article): string => elsewhere ?? origin + articleAddress(slug)

const articleId = (origin: string, { key, createdAt }: Article): string => tagUri(origin, createdAt, `articles/${key}`)

function articleEntry(origin: string, article: Article): Entry {
  const { slug, title, standfirst, authors, tags, image, createdAt, publishedAt, updatedAt } = article
  return {
    id: articleId(origin, article),
    url: origin + articleAddress(slug),
    title,
    published: publishedAt ?? createdAt,
    updated: updatedAt,
    authors,
    tags,
    image: image?.url,
    summary: standfirst,
  }
}

/** Of a removed comment nothing is told. */
function commentEntry(origin: string, wording: string, article: Article, comment: CommentView): Entry[] {
  const { id, parentId, author, createdAt, editedAt, html, state } = comment
  if (state !== 'published' || author === null) return []
  const idOf = (name: string) => tagUri(origin, article.createdAt, `comments/${name}`)
  const parent =
    parentId === null
      ? { id: articleId(origin, article), url: homeOf(origin, article) }
      : { id: idOf(parentId), url: origin + commentAddress(article.slug, parentId) }
  return [
    {
      id: idOf(id),
      url: origin + commentAddress(article.slug, id),
      title: sayText(wording, { name: author.name, title: article.title }),
      published: createdAt,
      updated: editedAt ?? createdAt,
      authors: [author],
      content: html,
      inReplyTo: parent,
    },
  ]
}
