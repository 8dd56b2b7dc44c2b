/**
 * Searching, for programs and on a page.
 */
import { askedTerms } from '../domain/terms.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { summaryView } from '../http/articleViews.ts'
import { CACHE, cacheable } from '../http/respond.ts'
import { cursorOfFound, LONGEST_QUERY, searchSchema } from '../http/searchSchemas.ts'
import { publicPage } from '../pages/answer.ts'
import { searchAddress } from '../pages/page.ts'
import { parameter } from '../pages/request.ts'
import { searchPage } from '../pages/searchPage.ts'
import { type SearchPosition, searchArticles } from '../store/search.ts'
import { PAGE_SIZE, type PageReader, pagesOf } from './pages.ts'

export function searchEndpoints(reader: PageReader): Record<string, Endpoint> {
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
    'GET /v1/search': endpoint({
      query: searchSchema,
      run: async ({ event, query: { q, limit, cursor } }) =>
        cacheable(event, await find(q, limit, cursor), CACHE.search),
    }),

    'GET /search': pages(async (event) => {
      const [q = '', cursor] = [parameter(event, 'q'), parameter(event, 'cursor')]
      // What no query may be finds nothing; a cursor that makes no sense begins at the beginning.
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
