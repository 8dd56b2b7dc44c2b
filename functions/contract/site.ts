/**
 * What the reader tells about the site as a whole.
 */
import { contract } from './operation.ts'
import { replyQuerySchema } from './schemas/commentQueries.ts'
import { countsQuerySchema, pageQuerySchema } from './schemas/siteSchemas.ts'

export const description = contract('reader', {
  'GET /v1/health': {
    id: 'getHealth',
    summary: 'Whether the API answers',
    description: 'Asks the function only, not the database. No cache keeps the answer.',
    access: 'everyone',
    answers: { 200: { body: 'Health', description: 'It does' } },
    cache: 'never',
  },
  'GET /v1/openapi.json': {
    id: 'getDescription',
    summary: 'This document',
    description: 'Made from the contracts that requests and answers are held to. `/docs` shows it as a page.',
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
    description: 'Each names its article. Removed comments are left out.',
    access: 'everyone',
    query: replyQuerySchema,
    answers: { 200: { body: 'RecentCommentList', description: 'A page of comments, newest first' } },
    revalidates: true,
    cache: 'comments',
  },
  'GET /v1/comment-counts': {
    id: 'countComments',
    summary: 'How many comments articles have; what would cost too much to count at once is left out',
    description:
      'For lists of articles on other pages: ask for all of them in one request. An article that nobody knows has 0.',
    access: 'everyone',
    query: countsQuerySchema,
    repeatable: ['slug', 'url'],
    answers: { 200: { body: 'CommentCounts', description: 'The counts' } },
    revalidates: true,
    cache: 'comments',
  },
  'GET /v1/pages': {
    id: 'findPage',
    summary: 'Which conversation a page of another site has, whose origin is allowed in the settings',
    description:
      'The slug that it answers takes the place of an article’s slug wherever comments are read or written. Nothing is stored by asking.',
    access: 'everyone',
    query: pageQuerySchema,
    answers: { 200: { body: 'ExternalPage', description: 'The page, whether or not anybody has commented on it' } },
    revalidates: true,
    cache: 'comments',
    refusals: ['origin-not-allowed'],
  },
})
