/**
 * The conversation by itself, as a piece of HTML: for the page's script when more is to be shown, and for the widget on
 * sites elsewhere.
 */
import { requirePublic } from '../domain/article.ts'
import { liveFrom } from '../domain/feed.ts'
import type { Endpoint } from '../http/api.ts'
import { threadView } from '../http/commentViews.ts'
import { pathParameter } from '../http/request.ts'
import { CACHE } from '../http/respond.ts'
import { publicPage } from '../pages/answer.ts'
import { conversation, conversationAddress } from '../pages/conversation.ts'
import { pageFor, parameter } from '../pages/request.ts'
import { listPage } from './comments.ts'
import { type PageReader, repliedTo, threadQueryOf } from './pages.ts'

export function conversationEndpoints(reader: PageReader): Record<string, Endpoint> {
  const site = { name: reader.siteName, assets: reader.assets.addresses }
  return {
    'GET /articles/{slug}/conversation': async (event) => {
      const slug = pathParameter(event, 'slug')
      const query = threadQueryOf(event)
      const { sort, cursor } = query
      const now = reader.clock()
      const { article, shards } = await reader.conversation(slug)
      requirePublic(article, slug, now)
      const [talk, replyTo] = await Promise.all([
        listPage(reader.comments, { article: article.key, shards }, query),
        repliedTo(reader, slug, parameter(event, 'reply')),
      ])
      // Its links are those of the article's page, which is where they lead without scripts.
      const page = await pageFor(event, site, reader.siteUrl, conversationAddress(slug, sort, cursor))
      const content = conversation(
        page,
        { total: talk.total, items: talk.items.map(threadView), nextCursor: talk.next, sort, cursor },
        { slug, policy: article.comments.policy, replyTo },
      )
      return publicPage(event, page.language, content, CACHE.comments, {
        'understory-live-from': String(liveFrom(now)),
        // No page by itself: search engines have the article.
        'x-robots-tag': 'noindex',
      })
    },
  }
}
