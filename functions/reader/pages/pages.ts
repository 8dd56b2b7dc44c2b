/**
 * Pages: reads the articles and comments of each. functions/pages renders them.
 */

import { CACHE } from '../../contract/caching.ts'
import type { sitePages as contract } from '../../contract/pages.ts'
import { articleListSchema } from '../../contract/schemas/articleQueries.ts'
import { type ThreadQuery, threadQuerySchema } from '../../contract/schemas/commentQueries.ts'
import { requirePublic } from '../../domain/articles/article.ts'
import { isPageKey } from '../../domain/articles/externalPage.ts'
import { liveFrom } from '../../domain/comments/changeFeed.ts'
import { type CommentId, formatCommentId, isRoot, parseCommentId, rootOf } from '../../domain/comments/comment.ts'
import { ArticleMoved, ArticleNotFound, CommentNotFound } from '../../domain/errors.ts'
import { firstUlidAt, isUlid, timeOf } from '../../domain/ulid.ts'
import { type Endpoint, type EndpointsOf, problemFor } from '../../http/api.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { AddressUnknown } from '../../http/refusals.ts'
import { movedFor, type Response } from '../../http/respond.ts'
import { articleView, pageOf, summaryView } from '../../http/views/articleViews.ts'
import { type CommentView, commentView, threadView } from '../../http/views/commentViews.ts'
import { page as answer, privatePage, publicPage, timeHeader } from '../../pages/answer.ts'
import { articlePage } from '../../pages/articlePage.ts'
import type { Assets } from '../../pages/assets.ts'
import { conversationAddress } from '../../pages/conversation/conversation.ts'
import { errorPage } from '../../pages/errorPage.ts'
import { externalPage } from '../../pages/externalPage.ts'
import { frontPage, tagPage } from '../../pages/listPage.ts'
import { commentAddress, FRONT, type Page, tagAddress, withQuery } from '../../pages/page.ts'
import { permalinkPage } from '../../pages/permalinkPage.ts'
import { reportPage } from '../../pages/reportPage.ts'
import { pageFor, parameter } from '../../pages/request.ts'
import { listArticles } from '../../store/articles/articleListings.ts'
import { readArticle } from '../../store/articles/articles.ts'
import type { Table } from '../../store/client/dynamodb.ts'
import { DEAREST, setAside, unitsLeft, withinUnits } from '../../store/client/units.ts'
import { getPlaced, listReplies } from '../../store/comments/comments.ts'
import type { Conversation } from '../../store/comments/conversations.ts'
import { countOfListed } from '../../store/derived/counts.ts'
import { type CommentReader, listPage } from '../comments.ts'

/** Most comments or articles on a page. */
export const PAGE_SIZE = 25

/** For programs that look for an API of this site (RFC 8631). */
const API_LINKS = '</v1/openapi.json>; rel="service-desc", </docs>; rel="service-doc"'

/** Most read units for a list of articles. Counting their comments takes the rest. */
const MOST_UNITS_OF_LIST = 60

export type PageReader = CommentReader & {
  articles: Table
  siteName: string
  /** The site's address, if the deployment sets it. */
  siteUrl: string | undefined
  assets: Assets
}

/** What all pages need: their address and language, and an error page for a refusal. */
export function pagesOf(reader: PageReader) {
  const site = { name: reader.siteName, assets: reader.assets.addresses }
  const pageAt = (event: HttpEvent, address: string) => pageFor(event, site, reader.siteUrl, address)

  const pages =
    (make: (event: HttpEvent) => Promise<Response>): Endpoint =>
    async (event) => {
      try {
        return await make(event)
      } catch (error) {
        // A moved article has the same answer as in the API: 301 to the same path with its new slug.
        if (error instanceof ArticleMoved) throw error
        return refused(event, error, await pageAt(event, FRONT))
      }
    }
  return { pageAt, pages }
}

export function pageEndpoints(reader: PageReader): EndpointsOf<typeof contract> {
  const { pageAt, pages } = pagesOf(reader)

  const aboutTag = async (event: HttpEvent, asked: string | undefined): Promise<Response> => {
    const { success, data } = articleListSchema.safeParse({ tag: asked })
    if (!success || data.tag === undefined) throw new ArticleNotFound()
    const { cursor, position } = positionOf(event)
    const list = await listed(reader, { tag: data.tag }, position)
    if (list.items.length === 0) throw new ArticleNotFound()
    const page = await pageAt(event, withQuery(tagAddress(data.tag), { cursor }))
    return publicPage(event, page.language, tagPage(page, data.tag, { ...list, cursor }), CACHE.article)
  }

  return {
    'GET /': pages(async (event) => {
      const { cursor, position } = positionOf(event)
      const page = await pageAt(event, withQuery(FRONT, { cursor }))
      const list = await listed(reader, 'published', position)
      return publicPage(event, page.language, frontPage(page, { ...list, cursor }), CACHE.article, { link: API_LINKS })
    }),

    'GET /tags/{tag}': pages((event) => aboutTag(event, pathParameter(event, 'tag'))),
    'GET /tags': pages((event) => aboutTag(event, parameter(event, 'tag'))),

    'GET /articles/{slug}': pages(async (event) => {
      const slug = pathParameter(event, 'slug')
      const query = threadQueryOf(event)
      const { sort, cursor } = query
      const read = reader.clock()
      const conversationFound = reader.conversation(slug)
      // If the article has moved or was deleted, that error is answered instead of this one.
      conversationFound.catch(() => undefined)
      // The article is read first, because it may be long. The comments take the units that are left.
      const found = isPageKey(slug) ? undefined : await readArticle(reader.articles, slug, read)
      const about = await conversationFound
      const { list, replyTo } = await commentsAbout(reader, about, query, parameter(event, 'reply'))
      const page = await pageAt(event, conversationAddress(slug, sort, cursor))
      const conversation = {
        total: list.total,
        items: list.items.map(threadView),
        nextCursor: list.next,
        sort,
        cursor,
        voted: parameter(event, 'voted'),
      }
      const content = found
        ? articlePage(page, { article: articleView(found, reader.clock()), conversation, replyTo })
        : externalPage(page, { ...about, conversation, replyTo })
      return publicPage(event, page.language, content, CACHE.comments, liveHeader(read))
    }),

    'GET /articles/{slug}/comments/{id}': pages(async (event) => {
      const slug = pathParameter(event, 'slug')
      const { article, shards } = await reader.conversation(slug)
      requirePublic(article, slug, reader.clock())
      const id = parseCommentId(pathParameter(event, 'id'), shards)
      if (!id) throw new CommentNotFound()
      const cursor = ulidIn(event, 'cursor')
      const read = reader.clock()
      const thread = await threadAround(reader, article.key, id, cursor)
      const page = await pageAt(event, withQuery(commentAddress(slug, formatCommentId(id)), { cursor }))
      const view = summaryView(article, reader.clock())
      return publicPage(
        event,
        page.language,
        permalinkPage(page, { article: view, ...thread, voted: parameter(event, 'voted') }),
        CACHE.comments,
        liveHeader(read),
      )
    }),

    'GET /articles/{slug}/comments/{id}/report': pages(async (event) => {
      const slug = pathParameter(event, 'slug')
      const { article, shards } = await reader.conversation(slug)
      requirePublic(article, slug, reader.clock())
      const id = parseCommentId(pathParameter(event, 'id'), shards)
      const found = id && (await getPlaced(reader.comments, article.key, id))
      if (!found) throw new CommentNotFound()
      const page = await pageAt(event, `${commentAddress(slug, formatCommentId(found.id))}/report`)
      const isSent = parameter(event, 'done') === 'sent'
      const { title, lang } = article
      const content = reportPage(page, { slug, title, lang, comment: commentView(found), isSent })
      return publicPage(event, page.language, content, CACHE.comments, timeHeader(reader.clock()))
    }),

    'GET /{proxy+}': async (event) => {
      const moved = withoutSlash(event)
      if (moved !== undefined) return movedFor(308, moved, CACHE.article)
      const unknown = new AddressUnknown()
      // Programs get a problem document, browsers a page.
      if (event.rawPath.startsWith('/v1/')) throw unknown
      return refused(event, unknown, await pageAt(event, FRONT))
    },
  }
}

/**
 * The server's time, and the bucket at which the page's script starts to follow.
 * @param read when the comments were read
 */
const liveHeader = (read: number): Record<string, string> => ({
  'server-timing': `${timeHeader(read)['server-timing']}, live;desc="${liveFrom(read)}"`,
  'understory-live-from': String(liveFrom(read)),
})

/**
 * The address without the slash at its end. No address of this site ends with one. Empty segments elsewhere stay,
 * because an address that begins with two slashes leads to another site.
 */
function withoutSlash({ rawPath, rawQueryString }: HttpEvent): string | undefined {
  const [, path] = /^((?:\/[^/]+)+)\/+$/.exec(rawPath) ?? []
  if (path === undefined) return undefined
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return rawQueryString ? `${encoded}?${rawQueryString}` : encoded
}

function refused(event: HttpEvent, error: unknown, page: Page): Response {
  const { document, retryAfter } = problemFor(error, event)
  const { status, requestId } = document
  const content = errorPage(page, status, requestId)
  return status >= 500
    ? privatePage(status, page.language, content, retryAfter)
    : answer(status, page.language, content, CACHE.refusal)
}

/** The position at which a list of articles continues. An invalid cursor is ignored. */
export function positionOf(event: HttpEvent): { cursor: string | undefined; position: string | undefined } {
  const cursor = parameter(event, 'cursor')
  const { success, data } = articleListSchema.safeParse({ cursor })
  return success ? { cursor, position: data.cursor } : { cursor: undefined, position: undefined }
}

export function ulidIn(event: HttpEvent, name: string): string | undefined {
  const value = parameter(event, name)
  return value !== undefined && isUlid(value) ? value : undefined
}

/** The page and order of the conversation. Invalid parameters give the first page. */
export function threadQueryOf(event: HttpEvent): ThreadQuery {
  const [sort, cursor] = [parameter(event, 'sort'), parameter(event, 'cursor')]
  const attempts = [{ sort, cursor }, { sort }].map((query) => threadQuerySchema.safeParse(query))
  return attempts.find(({ success }) => success)?.data ?? { sort: 'newest', limit: PAGE_SIZE, cursor: undefined }
}

async function listed(reader: PageReader, list: Parameters<typeof listArticles>[1], position: string | undefined) {
  const now = reader.clock()
  const found = await withinUnits(MOST_UNITS_OF_LIST, () =>
    listArticles(reader.articles, list, { limit: PAGE_SIZE, until: now, position }),
  )
  const counts = await countOfListed(reader.comments, found.items)
  return { ...pageOf(found, (article) => summaryView(article, now)), counts }
}

/**
 * A page of a conversation, and the comment that the form answers. That comment's read starts first, because it sets
 * read units aside. The page takes as many as are left.
 */
export async function commentsAbout(
  reader: PageReader,
  about: Conversation,
  query: ThreadQuery,
  asked: string | undefined,
): Promise<{ list: Awaited<ReturnType<typeof listPage>>; replyTo: Awaited<ReturnType<typeof repliedTo>> }> {
  const [replyTo, list] = await Promise.all([
    repliedTo(reader, about, asked),
    listPage(reader.comments, { article: about.article.key, shards: about.shards }, query),
  ])
  return { list, replyTo }
}

/** Undefined for a comment that cannot be answered. The form then starts a thread. */
async function repliedTo(reader: PageReader, { article, shards }: Conversation, asked: string | undefined) {
  const id = asked === undefined ? undefined : parseCommentId(asked, shards)
  if (!id) return undefined
  const giveBack = setAside(DEAREST.comment)
  const found = await getPlaced(reader.comments, article.key, id).finally(giveBack)
  if (found?.state !== 'published') return undefined
  return { id: formatCommentId(id), name: found.facts.author?.name }
}

/**
 * A comment with its root and a page of replies. The page starts at the cursor, or at the comment if that is not among
 * the first replies, else at the first reply.
 */
async function threadAround(reader: PageReader, article: string, id: CommentId, cursor: string | undefined) {
  const unitsWithout = (reads: number) => unitsLeft() - reads * DEAREST.comment
  const [root, target, first] = await Promise.all([
    getPlaced(reader.comments, article, rootOf(id)),
    isRoot(id) ? undefined : getPlaced(reader.comments, article, id),
    // Leaves units for the other two reads, and for further replies around the comment.
    withinUnits(unitsWithout(4), () => listReplies(reader.comments, id.root, PAGE_SIZE, cursor)),
  ])
  if (!root || (!isRoot(id) && !target)) throw new CommentNotFound()
  const isListed = isRoot(id) || first.items.some((item) => item.id.own === id.own)
  const page = isListed ? first : await listReplies(reader.comments, id.root, PAGE_SIZE, firstUlidAt(timeOf(id.own)))
  const rootView: CommentView = 'preview' in root ? threadView(root) : commentView(root)
  return {
    root: rootView,
    target: target ? commentView(target) : rootView,
    replies: page.items.map(commentView),
    nextCursor: page.next,
    isContinued: cursor !== undefined || !isListed,
  }
}
