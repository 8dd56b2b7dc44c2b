/**
 * The conversation as HTML, without the page around it. The page's script loads further comments with it. The widget
 * shows it on other sites.
 */

import { CACHE } from '../../contract/caching.ts'
import type { conversations as contract } from '../../contract/pages.ts'
import { pageQuerySchema } from '../../contract/schemas/siteSchemas.ts'
import { type CommentPolicy, requirePublic } from '../../domain/articles/article.ts'
import { canonicalPage, isAllowed } from '../../domain/articles/externalPage.ts'
import { liveFrom } from '../../domain/comments/changeFeed.ts'
import { ArticleNotFound, OriginNotAllowed } from '../../domain/errors.ts'
import type { Settings } from '../../domain/site/settings.ts'
import type { EndpointsOf } from '../../http/api.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { validate } from '../../http/input/validate.ts'
import type { Response } from '../../http/respond.ts'
import { threadView } from '../../http/views/commentViews.ts'
import { publicPage } from '../../pages/answer.ts'
import { conversationAddress, conversationSection } from '../../pages/conversation/conversation.ts'
import { pageFor, parameter } from '../../pages/request.ts'
import type { Conversation } from '../../store/comments/conversations.ts'
import { commentsAbout, type PageReader, threadQueryOf } from './pages.ts'

export function conversationEndpoints(
  reader: PageReader,
  settings: () => Promise<Settings>,
): EndpointsOf<typeof contract> {
  return {
    'GET /articles/{slug}/conversation': async (event) => {
      const slug = pathParameter(event, 'slug')
      const found = await reader.conversation(slug)
      requirePublic(found.article, slug, reader.clock())
      return section(reader, event, slug, found, found.article.comments.policy)
    },

    // For an external page, also before its first comment.
    'GET /conversation': async (event) => {
      const { url } = validate(pageQuerySchema, { url: parameter(event, 'url') })
      const { origin, key } = canonicalPage(url)
      const [found, known] = await Promise.all([ifAny(reader.conversation(key)), settings()])
      const allowed = isAllowed(origin, known)
      if (!found && !allowed) throw new OriginNotAllowed(origin)
      return section(reader, event, key, found, allowed ? (found?.article.comments.policy ?? 'open') : 'closed')
    },
  }
}

async function ifAny(conversation: Promise<Conversation>): Promise<Conversation | undefined> {
  try {
    return await conversation
  } catch (error) {
    if (error instanceof ArticleNotFound) return undefined
    throw error
  }
}

/** @param found undefined before the first comment */
async function section(
  reader: PageReader,
  event: HttpEvent,
  slug: string,
  found: Conversation | undefined,
  policy: CommentPolicy,
): Promise<Response> {
  const query = threadQueryOf(event)
  const { sort, cursor } = query
  const now = reader.clock()
  const { list, replyTo } = found
    ? await commentsAbout(reader, found, query, parameter(event, 'reply'))
    : { list: { total: 0, items: [], next: null }, replyTo: undefined }
  const site = { name: reader.siteName, assets: reader.assets.addresses }
  // Its links lead to the article's page, for browsers without scripts.
  const page = await pageFor(event, site, reader.siteUrl, conversationAddress(slug, sort, cursor))
  const content = conversationSection(
    page,
    { total: list.total, items: list.items.map(threadView), nextCursor: list.next, sort, cursor },
    { slug, policy, replyTo },
  )
  return publicPage(event, page.language, content, CACHE.comments, {
    'understory-live-from': String(liveFrom(now)),
    // Not a page of its own. Search engines index the article.
    'x-robots-tag': 'noindex',
  })
}
