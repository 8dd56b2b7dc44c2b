/**
 * Reading articles.
 */

import { articles as contract } from '../contract/articles.ts'
import { implement } from '../http/implement.ts'
import { pathParameter } from '../http/input/request.ts'
import { articleView, pageOf, summaryView } from '../http/views/articleViews.ts'
import { listArticles } from '../store/articles/articleListings.ts'
import { readArticle } from '../store/articles/articles.ts'
import type { Table } from '../store/client/dynamodb.ts'

/** @param clock milliseconds since 1970 */
export const articleEndpoints = (articles: Table, clock: () => number) =>
  implement(contract, {
    'GET /v1/articles': async ({ query: { tag, limit, cursor } }) => {
      const now = clock()
      const list = tag === undefined ? 'published' : { tag }
      const page = await listArticles(articles, list, { limit, until: now, position: cursor })
      return { status: 200, body: pageOf(page, (article) => summaryView(article, now)) }
    },
    'GET /v1/articles/{slug}': async ({ event }) => {
      const now = clock()
      const found = await readArticle(articles, pathParameter(event, 'slug'), now)
      return { status: 200, body: articleView(found, now), tag: String(found.article.version) }
    },
  })
