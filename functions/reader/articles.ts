/**
 * Reading articles.
 */
import { type Endpoint, endpoint } from '../http/api.ts'
import { articleListSchema } from '../http/articleQueries.ts'
import { articleView, pageOf, summaryView } from '../http/articleViews.ts'
import { pathParameter } from '../http/request.ts'
import { CACHE, cacheable } from '../http/respond.ts'
import { listArticles } from '../store/articleListings.ts'
import { readArticle } from '../store/articles.ts'
import type { Table } from '../store/dynamodb.ts'

/** @param clock milliseconds since 1970 */
export function articleEndpoints(articles: Table, clock: () => number): Record<string, Endpoint> {
  return {
    'GET /v1/articles': endpoint({
      query: articleListSchema,
      run: async ({ event, query: { tag, limit, cursor } }) => {
        const now = clock()
        const list = tag === undefined ? 'published' : { tag }
        const page = await listArticles(articles, list, { limit, until: now, position: cursor })
        return cacheable(
          event,
          pageOf(page, (article) => summaryView(article, now)),
          CACHE.article,
        )
      },
    }),
    'GET /v1/articles/{slug}': endpoint({
      run: async ({ event }) => {
        const now = clock()
        const found = await readArticle(articles, pathParameter(event, 'slug'), now)
        return cacheable(event, articleView(found, now), CACHE.article, String(found.article.version))
      },
    }),
  }
}
