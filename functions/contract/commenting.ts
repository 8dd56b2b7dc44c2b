/**
 * Operations with which readers write comments, votes and reports.
 */
import { contract } from './operation.ts'
import {
  COMMENT_BODY_LIMIT,
  EDIT_BODY_LIMIT,
  editSchema,
  newCommentSchema,
  REPORT_BODY_LIMIT,
  reportSchema,
  VOTE_BODY_LIMIT,
  voteSchema,
} from './schemas/commentSchemas.ts'

export const commenting = contract('commenter', {
  'POST /v1/articles/{slug}/comments': {
    id: 'postComment',
    summary: 'Post a comment or a reply',
    description:
      'Renders the comment and stores it in one transaction. Send an `Idempotency-Key`, so that a retry after a lost answer does not store the comment twice.',
    access: 'everyone',
    headers: ['Idempotency-Key'],
    body: { name: 'NewComment', schema: newCommentSchema, limit: COMMENT_BODY_LIMIT },
    answers: {
      201: { body: 'PostedComment', description: 'Stored and public', headers: ['Location'] },
      202: { body: 'PostedComment', description: 'Stored; waits for a moderator', headers: ['Location'] },
    },
    cache: 'never',
    refusals: [
      'article-not-found',
      'article-gone',
      'comments-closed',
      'parent-not-found',
      'comment-removed',
      'idempotency-key-reused',
      'too-many-requests',
      'repeated-text',
    ],
  },
  'PATCH /v1/articles/{slug}/comments/{id}': {
    id: 'editComment',
    summary: 'Edit your own comment',
    description:
      'Possible until `editableUntil`. If the comments of the article are held, the new text waits for a moderator.',
    access: 'author',
    body: { name: 'CommentEdit', schema: editSchema, limit: EDIT_BODY_LIMIT },
    answers: { 200: { body: 'EditedComment', description: 'Changed' } },
    cache: 'never',
    refusals: [
      'article-not-found',
      'article-gone',
      'comments-closed',
      'comment-not-found',
      'comment-removed',
      'comment-changed',
      'edit-window-passed',
      'too-many-requests',
      'repeated-text',
    ],
  },
  'DELETE /v1/articles/{slug}/comments/{id}': {
    id: 'deleteComment',
    summary: 'Delete your own comment',
    description:
      'Possible until `editableUntil`. A comment with replies stays in its place, with the state `removed` and without its text.',
    access: 'author',
    answers: { 204: { description: 'Deleted' } },
    cache: 'never',
    refusals: [
      'article-not-found',
      'article-gone',
      'comment-not-found',
      'comment-removed',
      'comment-changed',
      'edit-window-passed',
      'too-many-requests',
    ],
  },
  'GET /v1/articles/{slug}/comments/{id}/source': {
    id: 'getCommentSource',
    summary: 'The Markdown of your own comment',
    description: 'Fills the author’s editor. `state` includes the decision of a moderator.',
    access: 'author',
    answers: { 200: { body: 'CommentSource', description: 'The source' } },
    cache: 'never',
    refusals: ['article-not-found', 'article-gone', 'comment-not-found', 'comment-removed', 'too-many-requests'],
  },
  'PUT /v1/articles/{slug}/comments/{id}/vote': {
    id: 'vote',
    summary: 'Vote for or against a comment, or withdraw the vote',
    description:
      'The answer to the first vote of a guest contains a `voter`. Send it as `Understory-Voter` with later votes.',
    access: 'everyone',
    traffic: 'votes',
    headers: ['Understory-Voter'],
    body: { name: 'NewVote', schema: voteSchema, limit: VOTE_BODY_LIMIT },
    answers: { 200: { body: 'Vote', description: 'Counted', headers: ['Set-Cookie'] } },
    cache: 'never',
    refusals: [
      'article-not-found',
      'article-gone',
      'comments-closed',
      'comment-not-found',
      'comment-removed',
      'forbidden',
      'too-many-requests',
    ],
  },
  'POST /v1/articles/{slug}/comments/{id}/reports': {
    id: 'reportComment',
    summary: 'Report a comment to the moderators',
    description:
      'Each address counts once. After `reportsToHold` reports, the comment waits for a moderator, unless a moderator has approved it.',
    access: 'everyone',
    headers: ['Understory-Voter'],
    body: { name: 'NewReport', schema: reportSchema, limit: REPORT_BODY_LIMIT },
    answers: { 202: { body: 'FiledReport', description: 'Filed', headers: ['Set-Cookie'] } },
    cache: 'never',
    refusals: [
      'article-not-found',
      'article-gone',
      'comment-not-found',
      'comment-removed',
      'forbidden',
      'too-many-requests',
    ],
  },
})
