/**
 * The API's description (OpenAPI 3.1.1), made from the schemas that validate its requests. It is only loaded when
 * somebody asks for it.
 */
import * as z from 'zod/mini'
import * as answers from './answerSchemas.ts'
import { articleListSchema, editorListSchema, revisionListSchema } from './articleQueries.ts'
import { articleInputSchema, articlePatchSchema, restoreSchema } from './articleSchemas.ts'
import { replyQuerySchema, threadQuerySchema, votesQuerySchema } from './commentQueries.ts'
import { editSchema, newCommentSchema, reportSchema, voteSchema } from './commentSchemas.ts'
import { describedImportSchema } from './importSchemas.ts'
import { actionsSchema, pagePatchSchema, queueQuerySchema, settingsSchema } from './moderationSchemas.ts'
import { problemTypes } from './problem.ts'
import { searchSchema } from './searchSchemas.ts'
import { countsQuerySchema, pageQuerySchema } from './siteSchemas.ts'

type Schema = z.ZodMiniType
type Access = 'all' | 'author' | 'editors' | 'moderators'

type Operation = {
  summary: string
  access: Access
  query?: Schema
  body?: Schema
  headers?: string[]
  /** The schema of the answer by status; null where it has no body. */
  answers: Record<number, Schema | null>
}

const CONDITIONAL = ['If-None-Match']
const LOCKED = ['If-Match']

/** Every route of the API, by its route key. */
const operations: Record<string, Operation> = {
  'GET /v1/health': {
    summary: 'Whether the API answers',
    access: 'all',
    answers: { 200: z.looseObject({ status: z.string(), version: z.string() }) },
  },
  'GET /v1/openapi.json': { summary: 'This document', access: 'all', answers: { 200: z.unknown() } },
  'GET /v1/articles': {
    summary: 'Published articles, newest first',
    access: 'all',
    query: articleListSchema,
    headers: CONDITIONAL,
    answers: { 200: answers.listOf(answers.articleSummary), 304: null },
  },
  'GET /v1/articles/{slug}': {
    summary: 'An article',
    access: 'all',
    headers: CONDITIONAL,
    answers: { 200: answers.article, 301: null, 304: null },
  },
  'GET /v1/articles/{slug}/comments': {
    summary: 'The conversation under an article',
    access: 'all',
    query: threadQuerySchema,
    headers: CONDITIONAL,
    answers: { 200: answers.commentPage, 301: null, 304: null },
  },
  'POST /v1/articles/{slug}/comments': {
    summary: 'Leave a comment, or answer one',
    access: 'all',
    body: newCommentSchema,
    headers: ['Idempotency-Key'],
    answers: { 201: answers.postedComment, 202: answers.postedComment },
  },
  'GET /v1/articles/{slug}/comments/{id}': {
    summary: 'One comment',
    access: 'all',
    headers: CONDITIONAL,
    answers: { 200: answers.comment, 301: null, 304: null },
  },
  'PUT /v1/articles/{slug}/comments/{id}/vote': {
    summary: 'Vote for or against a comment, or take the vote back',
    access: 'all',
    headers: ['Understory-Voter'],
    body: voteSchema,
    answers: { 200: answers.vote },
  },
  'GET /v1/articles/{slug}/votes': {
    summary: 'How one voted on some comments',
    access: 'all',
    query: votesQuerySchema,
    headers: ['Understory-Voter'],
    answers: { 200: answers.ownVotes, 301: null },
  },
  'POST /v1/articles/{slug}/comments/{id}/reports': {
    summary: 'Report a comment to the moderators, once',
    access: 'all',
    headers: ['Understory-Voter'],
    body: reportSchema,
    answers: { 202: answers.filedReport },
  },
  'PATCH /v1/articles/{slug}/comments/{id}': {
    summary: 'Change a comment of one’s own',
    access: 'author',
    body: editSchema,
    answers: { 200: z.looseObject({ comment: answers.comment }) },
  },
  'DELETE /v1/articles/{slug}/comments/{id}': {
    summary: 'Delete a comment of one’s own',
    access: 'author',
    answers: { 204: null },
  },
  'GET /v1/articles/{slug}/comments/{id}/source': {
    summary: 'The Markdown of a comment of one’s own',
    access: 'author',
    answers: { 200: answers.ownSource },
  },
  'GET /v1/articles/{slug}/comments/{id}/replies': {
    summary: 'The replies to a root comment, oldest first',
    access: 'all',
    query: replyQuerySchema,
    headers: CONDITIONAL,
    answers: { 200: answers.listOf(answers.comment), 301: null, 304: null },
  },
  'GET /v1/articles/{slug}/changes/{bucket}': {
    summary: 'What changed in a conversation within ten seconds: bucket n begins 10 n seconds after 1970',
    access: 'all',
    headers: CONDITIONAL,
    answers: { 200: answers.changedBucket, 301: null, 304: null },
  },
  'GET /v1/search': {
    summary: 'Articles with all of the words: those with them in the title first, each the newest first',
    access: 'all',
    query: searchSchema,
    headers: CONDITIONAL,
    answers: { 200: answers.listOf(answers.articleSummary), 304: null },
  },
  'GET /v1/comments': {
    summary: 'The newest comments of the site, of the last 30 days',
    access: 'all',
    query: replyQuerySchema,
    headers: CONDITIONAL,
    answers: { 200: answers.listOf(answers.recentComment), 304: null },
  },
  'GET /v1/comment-counts': {
    summary: 'How many comments articles have; what would cost too much to count at once is left out',
    access: 'all',
    query: countsQuerySchema,
    headers: CONDITIONAL,
    answers: { 200: answers.commentCounts, 304: null },
  },
  'GET /v1/pages': {
    summary: 'Which conversation a page of another site has, whose origin is allowed in the settings',
    access: 'all',
    query: pageQuerySchema,
    headers: CONDITIONAL,
    answers: { 200: answers.pageElsewhere, 304: null },
  },
  'GET /v1/editor/articles': {
    summary: 'Articles of every status',
    access: 'editors',
    query: editorListSchema,
    answers: { 200: answers.listOf(answers.editorArticleSummary) },
  },
  'POST /v1/editor/articles': {
    summary: 'Write an article',
    access: 'editors',
    body: articleInputSchema,
    answers: { 201: answers.editorArticle },
  },
  'GET /v1/editor/articles/{slug}': {
    summary: 'An article with its source, whatever its status',
    access: 'editors',
    answers: { 200: answers.editorArticle },
  },
  'PUT /v1/editor/articles/{slug}': {
    summary: 'Replace an article',
    access: 'editors',
    headers: LOCKED,
    body: articleInputSchema,
    answers: { 200: answers.editorArticle },
  },
  'PATCH /v1/editor/articles/{slug}': {
    summary: 'Change parts of an article (JSON Merge Patch, RFC 7396)',
    access: 'editors',
    headers: LOCKED,
    body: articlePatchSchema,
    answers: { 200: answers.editorArticle },
  },
  'DELETE /v1/editor/articles/{slug}': {
    summary: 'Delete an article; it can be restored',
    access: 'editors',
    headers: LOCKED,
    answers: { 204: null },
  },
  'GET /v1/editor/articles/{slug}/revisions': {
    summary: 'What the article was, newest first',
    access: 'editors',
    query: revisionListSchema,
    answers: { 200: answers.listOf(answers.revisionSummary) },
  },
  'GET /v1/editor/articles/{slug}/revisions/{version}': {
    summary: 'One version of an article',
    access: 'editors',
    answers: { 200: answers.revision },
  },
  'POST /v1/editor/articles/{slug}/restore': {
    summary: 'Bring back a version, or a deleted article',
    access: 'editors',
    headers: LOCKED,
    body: restoreSchema,
    answers: { 200: answers.editorArticle },
  },
  'GET /v1/moderation/comments': {
    summary: 'Comments that wait for a decision, newest first',
    access: 'moderators',
    query: queueQuerySchema,
    answers: { 200: answers.listOf(answers.queuedComment) },
  },
  'POST /v1/moderation/actions': {
    summary: 'Decide about up to 100 comments, each answered for itself',
    access: 'moderators',
    body: actionsSchema,
    answers: { 200: answers.decisions },
  },
  'POST /v1/moderation/imports': {
    summary:
      'Bring up to 100 comments of an old site here, each answered for itself; importing one twice stores it once',
    access: 'moderators',
    body: describedImportSchema,
    answers: { 200: answers.imports },
  },
  'GET /v1/moderation/pages/{slug}': {
    summary: 'A page of another site that somebody has commented on',
    access: 'moderators',
    answers: { 200: answers.moderatedPage },
  },
  'PATCH /v1/moderation/pages/{slug}': {
    summary: 'Open, hold or close the conversation about a page of another site, or correct its title (RFC 7396)',
    access: 'moderators',
    body: pagePatchSchema,
    answers: { 200: answers.moderatedPage },
  },
  'GET /v1/moderation/settings': {
    summary: 'What moderators may change while the site runs',
    access: 'moderators',
    answers: { 200: settingsSchema },
  },
  'PUT /v1/moderation/settings': {
    summary: 'Change the settings; they take effect within ten seconds',
    access: 'moderators',
    body: settingsSchema,
    answers: { 200: settingsSchema },
  },
}

/** The whole document. */
export function describeApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [routeKey, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = routeKey.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(path, operation) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Understory',
      version,
      description: `Articles and the conversation under them. Every refusal is a problem document (RFC 9457) of one of these types; of comments that readers write, vote on or report, its details are in the language that Accept-Language asks for:\n\n${problemTypes()
        .map(({ type, status, title }) => `- \`${type}\` (${status}): ${title}`)
        .join('\n')}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'From the site’s identity provider.',
        },
        editToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The editToken that posting a comment answered with.',
        },
      },
    },
  }
}

function describe(path: string, { summary, access, query, body, headers = [], answers: possible }: Operation) {
  const pathParameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const parameters = [
    ...pathParameters,
    ...(query ? queryParameters(query) : []),
    ...headers.map((name) => ({ name, in: 'header', required: name === 'If-Match', schema: { type: 'string' } })),
  ]
  const statuses = Object.entries(possible).map(([status, schema]) => [status, answer(Number(status), schema)])
  return {
    summary,
    ...(access !== 'all' && { security: [access === 'author' ? { editToken: [] } : { token: [] }] }),
    ...(access === 'editors' || access === 'moderators' ? { tags: [access] } : { tags: ['readers'] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: {
      ...Object.fromEntries(statuses),
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: jsonSchema(answers.problem, 'output') } },
      },
    },
  }
}

const DESCRIPTIONS: Record<number, string> = {
  200: 'Done',
  201: 'Stored and public',
  202: 'Stored; it waits for a moderator',
  204: 'Done',
  301: 'The article has a new address',
  304: 'Unchanged',
}

function answer(status: number, schema: Schema | null) {
  const description = DESCRIPTIONS[status] ?? 'An answer'
  return schema
    ? { description, content: { 'application/json': { schema: jsonSchema(schema, 'output') } } }
    : { description }
}

function queryParameters(query: Schema) {
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string; pattern?: string; type?: string }>
    required?: string[]
  }
  // A number in a query is text with a pattern; its type says it better.
  return Object.entries(properties).map(([name, { description, pattern, ...schema }]) => ({
    name,
    in: 'query',
    ...(description && { description }),
    required: required.includes(name),
    schema: { ...schema, ...(pattern && schema.type === 'string' && { pattern }) },
  }))
}

/** OpenAPI 3.1 speaks JSON Schema 2020-12, so what zod says needs no translation. */
function jsonSchema(schema: Schema, io: 'input' | 'output'): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
