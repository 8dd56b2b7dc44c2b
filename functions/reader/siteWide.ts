/**
 * Reading comments across articles: how many each has, the newest of all, and where the comments on a page elsewhere are.
 */
import { ownIn } from '../domain/comment.ts'
import { isAllowed, whereabouts } from '../domain/elsewhere.ts'
import { OriginNotAllowed } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { replyQuerySchema } from '../http/commentQueries.ts'
import { commentView, threadView } from '../http/commentViews.ts'
import { fitting } from '../http/paging.ts'
import { CACHE, cacheable } from '../http/respond.ts'
import { countsQuerySchema, pageQuerySchema } from '../http/siteSchemas.ts'
import type { Tables } from '../store/conversations.ts'
import { countComments } from '../store/counts.ts'
import { findPage } from '../store/pagesElsewhere.ts'
import { listRecent } from '../store/recentComments.ts'

/**
 * @param clock milliseconds since 1970
 * @param settings the site's
 */
export function siteWideEndpoints(
  tables: Tables,
  clock: () => number,
  settings: () => Promise<Settings>,
): Record<string, Endpoint> {
  return {
    // Which conversation a page elsewhere has, whether or not anybody has commented on it yet.
    'GET /v1/pages': endpoint({
      query: pageQuerySchema,
      run: async ({ event, query }) => {
        const { url, origin, key } = whereabouts(query.url)
        const [page, known] = await Promise.all([findPage(tables.comments, key), settings()])
        const allowed = isAllowed(origin, known)
        if (!page && !allowed) throw new OriginNotAllowed(origin)
        // What was said stays readable when the origin isn't allowed any more; nothing is added to it.
        const policy = !allowed ? 'closed' : (page?.policy ?? 'open')
        const view = { slug: key, url, registered: page !== undefined, ...(page && { title: page.title }) }
        return cacheable(event, { ...view, comments: { policy } }, CACHE.comments)
      },
    }),
    'GET /v1/comment-counts': endpoint({
      query: countsQuerySchema,
      repeatable: ['slug', 'url'],
      run: async ({ event, query }) => {
        const keys = new Map(query.url.map((url) => [url, whereabouts(url).key]))
        const counts = await countComments(tables, [...query.slug, ...keys.values()], clock())
        // By what was asked for: the caller knows its addresses, not what they are called here.
        const named = [...query.slug.map((slug): [string, string] => [slug, slug]), ...keys]
        const answer = named.flatMap(([name, slug]) => {
          const count = counts.get(slug)
          return count === undefined ? [] : [[name, count] as const]
        })
        return cacheable(event, { counts: Object.fromEntries(answer) }, CACHE.comments)
      },
    }),
    'GET /v1/comments': endpoint({
      query: replyQuerySchema,
      run: async ({ event, query }) => {
        const { items, next } = await listRecent(tables, query.limit, query.cursor, clock())
        const views = items.map(({ comment, article: { slug, title, elsewhere } }) => ({
          ...('preview' in comment ? threadView(comment) : commentView(comment)),
          article: { slug, title, ...(elsewhere && { url: elsewhere }) },
        }))
        return cacheable(
          event,
          fitting(views, next, ({ id }) => ownIn(id)),
          CACHE.comments,
        )
      },
    }),
  }
}
