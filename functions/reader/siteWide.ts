/**
 * Comments of several articles: counts, the newest of the site, and the conversation of an external page.
 */

import { cutToSize } from '../contract/schemas/paging.ts'
import { siteWide as contract } from '../contract/site.ts'
import { canonicalPage, isAllowed } from '../domain/articles/externalPage.ts'
import { ownIn } from '../domain/comments/comment.ts'
import { OriginNotAllowed } from '../domain/errors.ts'
import type { Settings } from '../domain/site/settings.ts'
import { implement } from '../http/implement.ts'
import { commentView, threadView } from '../http/views/commentViews.ts'
import type { Tables } from '../store/comments/conversations.ts'
import { findPage } from '../store/comments/externalPages.ts'
import { countComments } from '../store/derived/counts.ts'
import { listRecent } from '../store/derived/recentComments.ts'

/**
 * @param clock milliseconds since 1970
 * @param settings of the site
 */
export const siteWideEndpoints = (tables: Tables, clock: () => number, settings: () => Promise<Settings>) =>
  implement(contract, {
    // The conversation of an external page, also if nobody has commented on it yet.
    'GET /v1/pages': async ({ query }) => {
      const { url, origin, key } = canonicalPage(query.url)
      const [page, known] = await Promise.all([findPage(tables.comments, key), settings()])
      const allowed = isAllowed(origin, known)
      if (!page && !allowed) throw new OriginNotAllowed(origin)
      // Comments stay readable after the origin is removed from the settings. New ones are refused.
      const policy = !allowed ? 'closed' : (page?.policy ?? 'open')
      const view = { slug: key, url, registered: page !== undefined, ...(page && { title: page.title }) }
      return { status: 200, body: { ...view, comments: { policy } } }
    },
    'GET /v1/comment-counts': async ({ query }) => {
      const keys = new Map(query.url.map((url) => [url, canonicalPage(url).key]))
      const counts = await countComments(tables, [...query.slug, ...keys.values()], clock())
      // By the requested names, because callers do not know the slugs of their addresses.
      const named = [...query.slug.map((slug): [string, string] => [slug, slug]), ...keys]
      const answer = named.flatMap(([name, slug]) => {
        const count = counts.get(slug)
        return count === undefined ? [] : [[name, count] as const]
      })
      return { status: 200, body: { counts: Object.fromEntries(answer) } }
    },
    'GET /v1/comments': async ({ query }) => {
      const { items, next } = await listRecent(tables, query.limit, query.cursor, clock())
      const views = items.map(({ comment, article: { slug, title, externalUrl } }) => ({
        ...('preview' in comment ? threadView(comment) : commentView(comment)),
        article: { slug, title, ...(externalUrl && { url: externalUrl }) },
      }))
      return { status: 200, body: cutToSize(views, next, ({ id }) => ownIn(id)) }
    },
  })
