/**
 * Search, as JSON and as a page.
 */

import { CACHE } from '../../contract/caching.ts'
import type { searchPages } from '../../contract/pages.ts'
import { cursorOfFound, LONGEST_QUERY, searchSchema } from '../../contract/schemas/searchSchemas.ts'
import { search as contract } from '../../contract/search.ts'
import { askedTerms } from '../../domain/articles/terms.ts'
import type { EndpointsOf } from '../../http/api.ts'
import { implement } from '../../http/implement.ts'
import { summaryView } from '../../http/views/articleViews.ts'
import { publicPage } from '../../pages/answer.ts'
import { searchAddress } from '../../pages/page.ts'
import { parameter } from '../../pages/request.ts'
import { searchPage } from '../../pages/searchPage.ts'
import { type SearchPosition, searchArticles } from '../../store/search/search.ts'
import { PAGE_SIZE, type PageReader, pagesOf } from './pages.ts'

export function searchEndpoints(reader: PageReader): EndpointsOf<typeof contract> & EndpointsOf<typeof searchPages> {
  const { pageAt, pages } = pagesOf(reader)

  const find = async (query: string, limit: number, position: SearchPosition | undefined) => {
    const now = reader.clock()
    const { items, next } = await searchArticles(reader.articles, askedTerms(query), { limit, until: now, position })
    return {
      items: items.map((article) => summaryView(article, now)),
      nextCursor: next === null ? null : cursorOfFound(next),
    }
  }

  return {
    ...implement(contract, {
      'GET /v1/search': async ({ query: { q, limit, cursor } }) => ({
        status: 200,
        body: await find(q, limit, cursor),
      }),
    }),

    'GET /search': pages(async (event) => {
      const [q = '', cursor] = [parameter(event, 'q'), parameter(event, 'cursor')]
      // An invalid query finds nothing. An invalid cursor starts at the beginning.
      const read = [{ q, cursor }, { q }]
        .map((each) => searchSchema.safeParse(each))
        .find(({ success }) => success)?.data
      const query = read?.q ?? q.slice(0, LONGEST_QUERY).toWellFormed()
      const found = read ? await find(query, PAGE_SIZE, read.cursor) : { items: [], nextCursor: null }
      const page = await pageAt(event, searchAddress(query || undefined, read?.cursor && cursor))
      return publicPage(event, page.language, searchPage(page, { query, ...found }), CACHE.search)
    }),
  }
}
