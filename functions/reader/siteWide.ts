/**
 * Reading comments across articles: how many each has, and the newest of all.
 */
import { type Endpoint, endpoint } from '../http/api.ts'
import { replyQuerySchema } from '../http/commentSchemas.ts'
import { commentView, threadView } from '../http/commentViews.ts'
import { CACHE, cacheable } from '../http/respond.ts'
import { countsQuerySchema } from '../http/siteSchemas.ts'
import type { Tables } from '../store/conversations.ts'
import { countComments } from '../store/counts.ts'
import { listRecent } from '../store/recentComments.ts'

/** @param clock milliseconds since 1970 */
export function siteWideEndpoints(tables: Tables, clock: () => number): Record<string, Endpoint> {
  return {
    'GET /v1/comment-counts': endpoint({
      query: countsQuerySchema,
      repeatable: 'slug',
      run: async ({ event, query }) => {
        const counts = await countComments(tables, query.slug, clock())
        return cacheable(event, { counts: Object.fromEntries(counts) }, CACHE.comments)
      },
    }),
    'GET /v1/comments': endpoint({
      query: replyQuerySchema,
      run: async ({ event, query }) => {
        const { items, next } = await listRecent(tables, query.limit, query.cursor, clock())
        const views = items.map(({ comment, article: { slug, title } }) => ({
          ...('preview' in comment ? threadView(comment) : commentView(comment)),
          article: { slug, title },
        }))
        return cacheable(event, { items: views, nextCursor: next }, CACHE.comments)
      },
    }),
  }
}
