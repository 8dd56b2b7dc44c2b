/**
 * Articles, as readers get them.
 */
import { contract } from './operation.ts'
import { articleListSchema } from './schemas/articleQueries.ts'

export const articles = contract('reader', {
  'GET /v1/articles': {
    id: 'listArticles',
    summary: 'Published articles, newest first',
    description: 'With a tag, only articles that have it. Lists have summaries; the text comes with each article.',
    access: 'everyone',
    query: articleListSchema,
    answers: { 200: { body: 'ArticleList', description: 'A page of articles' } },
    revalidates: true,
    cache: 'article',
  },
  'GET /v1/articles/{slug}': {
    id: 'getArticle',
    summary: 'An article',
    description: 'With its text as HTML. An article that was deleted is 410.',
    access: 'everyone',
    answers: { 200: { body: 'Article', description: 'The article' } },
    revalidates: true,
    follows: true,
    cache: 'article',
    refusals: ['article-not-found', 'article-gone'],
  },
})
