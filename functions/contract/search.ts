/**
 * Search, which the reader loads with the pages: it has one too.
 */
import { contract } from './operation.ts'
import { searchSchema } from './schemas/searchSchemas.ts'

export const search = contract('reader', {
  'GET /v1/search': {
    id: 'searchArticles',
    summary: 'Articles with all of the words: those with them in the title first, each the newest first',
    description: 'Letters are compared without case and accents. Ten words are looked for at most.',
    access: 'everyone',
    query: searchSchema,
    answers: { 200: { body: 'ArticleList', description: 'A page of articles' } },
    revalidates: true,
    cache: 'search',
  },
})
