/**
 * Search. The reader loads it with the pages, because one of them is the search page.
 */
import { contract } from './operation.ts'
import { searchSchema } from './schemas/searchSchemas.ts'

export const search = contract('reader', {
  'GET /v1/search': {
    id: 'searchArticles',
    summary: 'Articles that contain all of the words',
    description:
      'Articles with all words in the title come first. Both groups are sorted newest first. Case and accents are ignored. At most ten words are used.',
    access: 'everyone',
    query: searchSchema,
    answers: { 200: { body: 'ArticleList', description: 'A page of articles' } },
    revalidates: true,
    cache: 'search',
  },
})
