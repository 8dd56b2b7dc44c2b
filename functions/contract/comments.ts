/**
 * Operations with which readers get the conversation under an article.
 */
import { contract } from './operation.ts'
import { replyQuerySchema, threadQuerySchema, votesQuerySchema } from './schemas/commentQueries.ts'

export const comments = contract('reader', {
  'GET /v1/articles/{slug}/comments': {
    id: 'listComments',
    summary: 'The conversation under an article',
    description:
      'Use `nextCursor` to get the next page. To get later changes, read the change feed since the bucket in `Understory-Live-From`.',
    access: 'everyone',
    query: threadQuerySchema,
    answers: {
      200: {
        body: 'CommentPage',
        description: 'A page of root comments, each with its first two replies',
        headers: ['Understory-Live-From'],
      },
    },
    revalidates: true,
    follows: true,
    cache: 'comments',
    refusals: ['article-not-found', 'article-gone'],
  },
  'GET /v1/articles/{slug}/comments/{id}': {
    id: 'getComment',
    summary: 'One comment',
    description: 'A root comment includes its first two replies. The id of a reply is `<root>.<own>`.',
    access: 'everyone',
    answers: { 200: { body: 'Comment', description: 'The comment' } },
    revalidates: true,
    follows: true,
    cache: 'comments',
    refusals: ['article-not-found', 'article-gone', 'comment-not-found'],
  },
  'GET /v1/articles/{slug}/comments/{id}/replies': {
    id: 'listReplies',
    summary: 'The replies to a root comment, oldest first',
    description: 'Includes replies to replies. `parentId` is the comment that a reply answers.',
    access: 'everyone',
    query: replyQuerySchema,
    answers: { 200: { body: 'ReplyList', description: 'A page of replies' } },
    revalidates: true,
    follows: true,
    cache: 'comments',
    refusals: ['article-not-found', 'article-gone', 'comment-not-found'],
  },
  'GET /v1/articles/{slug}/votes': {
    id: 'getOwnVotes',
    summary: 'Your own votes on some comments',
    description: 'Separate from the comments, because those answers are the same for all readers.',
    access: 'everyone',
    query: votesQuerySchema,
    repeatable: ['id'],
    headers: ['Understory-Voter'],
    answers: { 200: { body: 'OwnVotes', description: 'A vote for each id; 0 if there is none' } },
    follows: true,
    cache: 'never',
    refusals: ['article-not-found', 'article-gone'],
  },
})

export const changes = contract('reader', {
  'GET /v1/articles/{slug}/changes/{bucket}': {
    id: 'getChanges',
    summary: 'Changes in a conversation in one bucket of ten seconds',
    description:
      'Bucket n begins 10 × n seconds after 1970. Request one bucket after the other: `next` is the next one. All readers request the same addresses, so an edge can answer them.',
    access: 'everyone',
    answers: { 200: { body: 'Changes', description: 'The changes so far' } },
    revalidates: true,
    follows: true,
    cache: ['open', 'closed'],
    refusals: ['article-not-found', 'article-gone', 'changes-not-found', 'changes-gone'],
  },
  'GET /v1/articles/{slug}/changes/since/{bucket}': {
    id: 'getChangesSince',
    summary: 'Changes in a conversation since the start of a bucket',
    description:
      'One request for all changes after any pause of at most two days. `next` is the bucket to name in the next request. A comment that changed several times is listed once, as it is now.',
    access: 'everyone',
    answers: { 200: { body: 'Changes', description: 'The changes so far' } },
    revalidates: true,
    follows: true,
    cache: 'open',
    refusals: ['article-not-found', 'article-gone', 'changes-not-found', 'changes-gone'],
  },
})
