/**
 * Article operations for readers.
 */
import { contract } from './operation.ts'
import { articleListSchema } from './schemas/articleQueries.ts'

export const articles = contract('reader', {
  'GET /v1/articles': {
    id: 'listArticles',
    summary: 'Published articles, newest first',
    description:
      'Set `tag` to list only articles with that tag. Lists contain summaries. `GET /v1/articles/{slug}` returns the text.',
    access: 'everyone',
    query: articleListSchema,
    answers: { 200: { body: 'ArticleList', description: 'A page of articles' } },
    revalidates: true,
    cache: 'article',
  },
  'GET /v1/articles/{slug}': {
    id: 'getArticle',
    summary: 'An article',
    description: 'Includes the text as HTML. The answer for a deleted article is 410.',
    access: 'everyone',
    answers: { 200: { body: 'Article', description: 'The article' } },
    revalidates: true,
    follows: true,
    cache: 'article',
    refusals: ['article-not-found', 'article-gone'],
  },
})
