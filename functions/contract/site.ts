/**
 * Operations of the reader for the site as a whole.
 */
import { contract } from './operation.ts'
import { replyQuerySchema } from './schemas/commentQueries.ts'
import { countsQuerySchema, pageQuerySchema } from './schemas/siteSchemas.ts'

export const description = contract('reader', {
  'GET /v1/health': {
    id: 'getHealth',
    summary: 'Whether the API answers',
    description: 'Checks the function, not the database. The answer is not cached.',
    access: 'everyone',
    answers: { 200: { body: 'Health', description: 'The API answers' } },
    cache: 'never',
  },
  'GET /v1/openapi.json': {
    id: 'getDescription',
    summary: 'This document',
    description: 'Made from the contracts of the requests and answers. `/docs` shows it as a page.',
    access: 'everyone',
    answers: { 200: { body: 'OpenApi', description: 'OpenAPI 3.1', headers: ['Link'] } },
    revalidates: true,
    cache: 'article',
  },
})

export const siteWide = contract('reader', {
  'GET /v1/comments': {
    id: 'listRecentComments',
    summary: 'The newest comments of the site, of the last 30 days',
    description: 'Each comment names its article. Removed comments are left out.',
    access: 'everyone',
    query: replyQuerySchema,
    answers: { 200: { body: 'RecentCommentList', description: 'A page of comments, newest first' } },
    revalidates: true,
    cache: 'comments',
  },
  'GET /v1/comment-counts': {
    id: 'countComments',
    summary: 'The numbers of comments of several articles',
    description:
      'For lists of articles on other pages. Request all articles at once. An unknown article has 0. An article is left out if counting it in the same request would cost too much.',
    access: 'everyone',
    query: countsQuerySchema,
    repeatable: ['slug', 'url'],
    answers: { 200: { body: 'CommentCounts', description: 'The counts' } },
    revalidates: true,
    cache: 'comments',
  },
  'GET /v1/pages': {
    id: 'findPage',
    summary: 'The conversation about a page of another site',
    description:
      'The settings must allow the origin of the page. Use the `slug` of the answer in place of an article’s slug to read and write comments. The request stores nothing.',
    access: 'everyone',
    query: pageQuerySchema,
    answers: { 200: { body: 'ExternalPage', description: 'The page, with or without comments' } },
    revalidates: true,
    cache: 'comments',
    refusals: ['origin-not-allowed'],
  },
})
