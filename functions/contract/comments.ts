/**
 * The conversation under an article, as readers get it.
 */
import { contract } from './operation.ts'
import { replyQuerySchema, threadQuerySchema, votesQuerySchema } from './schemas/commentQueries.ts'

export const comments = contract('reader', {
  'GET /v1/articles/{slug}/comments': {
    id: 'listComments',
    summary: 'The conversation under an article',
    description:
      'A page of root comments. Follow `nextCursor` for the next page. Follow the changes from `Understory-Live-From` to learn what comes later.',
    access: 'everyone',
    query: threadQuerySchema,
    answers: {
      200: {
        body: 'CommentPage',
        description: 'A page of root comments, each with the first two of its replies',
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
    description: 'A root comes with the first two of its replies. The id of a reply is `<root>.<own>`.',
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
    description: 'All replies to a root, also those to its replies; `parentId` says which comment each answers.',
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
    summary: 'How one voted on some comments',
    description: 'Apart from the comments, which are the same for everybody.',
    access: 'everyone',
    query: votesQuerySchema,
    repeatable: ['id'],
    headers: ['Understory-Voter'],
    answers: { 200: { body: 'OwnVotes', description: 'A vote for each id; 0 where there is none' } },
    follows: true,
    cache: 'never',
    refusals: ['article-not-found', 'article-gone'],
  },
})

export const changes = contract('reader', {
  'GET /v1/articles/{slug}/changes/{bucket}': {
    id: 'getChanges',
    summary: 'What changed in a conversation within ten seconds: bucket n begins 10 n seconds after 1970',
    description:
      'Ask for one bucket after the other, as `next` says. Every reader asks at the same addresses, so an edge answers for all of them.',
    access: 'everyone',
    answers: { 200: { body: 'Changes', description: 'The changes so far' } },
    revalidates: true,
    follows: true,
    cache: ['open', 'closed'],
    refusals: ['article-not-found', 'article-gone', 'changes-not-found', 'changes-gone'],
  },
})
