/**
 * Article operations for editors.
 */
import { PATCH_TYPES } from './mediaTypes.ts'
import { contract } from './operation.ts'
import { editorListSchema, revisionListSchema } from './schemas/articleQueries.ts'
import {
  ARTICLE_BODY_LIMIT,
  articleInputSchema,
  articlePatchSchema,
  COMMAND_BODY_LIMIT,
  restoreSchema,
} from './schemas/articleSchemas.ts'

export const editing = contract('editor', {
  'GET /v1/editor/articles': {
    id: 'listAllArticles',
    summary: 'Articles of every status',
    description: 'Set `status` to list only articles of that status.',
    access: 'editors',
    query: editorListSchema,
    answers: { 200: { body: 'EditorArticleList', description: 'A page of articles' } },
    cache: 'asItIs',
  },
  'POST /v1/editor/articles': {
    id: 'createArticle',
    summary: 'Create an article',
    description: 'Without `slug`, the slug is made from the title. Without `status`, the article is a draft.',
    access: 'editors',
    body: { name: 'NewArticle', schema: articleInputSchema, limit: ARTICLE_BODY_LIMIT },
    answers: { 201: { body: 'EditorArticle', description: 'Stored', headers: ['Location', 'ETag'] } },
    cache: 'asItIs',
    refusals: ['slug-taken'],
  },
  'GET /v1/editor/articles/{slug}': {
    id: 'getArticleSource',
    summary: 'An article of any status, with its source',
    description: 'The `ETag` is the version. Send it as `If-Match` with a change.',
    access: 'editors',
    answers: { 200: { body: 'EditorArticle', description: 'The article', headers: ['ETag'] } },
    follows: true,
    cache: 'asItIs',
    refusals: ['article-not-found'],
  },
  'PUT /v1/editor/articles/{slug}': {
    id: 'replaceArticle',
    summary: 'Replace an article',
    description:
      'Fields that are left out get their defaults; the slug stays. The previous version is kept as a revision.',
    access: 'editors',
    headers: ['If-Match'],
    body: { name: 'NewArticle', schema: articleInputSchema, limit: ARTICLE_BODY_LIMIT },
    answers: { 200: { body: 'EditorArticle', description: 'Replaced', headers: ['ETag'] } },
    cache: 'asItIs',
    refusals: ['article-not-found', 'article-gone', 'slug-taken'],
  },
  'PATCH /v1/editor/articles/{slug}': {
    id: 'changeArticle',
    summary: 'Change parts of an article (JSON Merge Patch, RFC 7396)',
    description:
      'Fields that are left out stay as they are. `null` removes a field. The previous version is kept as a revision.',
    access: 'editors',
    headers: ['If-Match'],
    body: { name: 'ArticlePatch', schema: articlePatchSchema, limit: ARTICLE_BODY_LIMIT, mediaTypes: PATCH_TYPES },
    answers: { 200: { body: 'EditorArticle', description: 'Changed', headers: ['ETag'] } },
    cache: 'asItIs',
    refusals: ['article-not-found', 'article-gone', 'slug-taken'],
  },
  'DELETE /v1/editor/articles/{slug}': {
    id: 'deleteArticle',
    summary: 'Delete an article; it can be restored',
    description: 'Readers then get 410. The comments and revisions are kept.',
    access: 'editors',
    headers: ['If-Match'],
    answers: { 204: { description: 'Deleted', headers: ['ETag'] } },
    cache: 'asItIs',
    refusals: ['article-not-found', 'article-gone'],
  },
  'POST /v1/editor/articles/{slug}/restore': {
    id: 'restoreArticle',
    summary: 'Restore a version or a deleted article',
    description:
      'With `version`, the text of that version is stored as a new version. Without it, a deleted article is restored.',
    access: 'editors',
    headers: ['If-Match'],
    body: { name: 'Restoration', schema: restoreSchema, limit: COMMAND_BODY_LIMIT, mayBeEmpty: true },
    answers: { 200: { body: 'EditorArticle', description: 'Restored', headers: ['ETag'] } },
    cache: 'asItIs',
    refusals: ['article-not-found', 'nothing-to-restore', 'revision-not-found', 'slug-taken'],
  },
  'GET /v1/editor/articles/{slug}/revisions': {
    id: 'listRevisions',
    summary: 'The versions of an article, newest first',
    description: 'Each item says who did what, and when.',
    access: 'editors',
    query: revisionListSchema,
    answers: { 200: { body: 'RevisionList', description: 'A page of versions' } },
    follows: true,
    cache: 'asItIs',
    refusals: ['article-not-found'],
  },
  'GET /v1/editor/articles/{slug}/revisions/{version}': {
    id: 'getRevision',
    summary: 'One version of an article',
    description: 'The HTML is rendered again from the source.',
    access: 'editors',
    answers: { 200: { body: 'Revision', description: 'The version' } },
    follows: true,
    cache: 'asItIs',
    refusals: ['article-not-found', 'revision-not-found'],
  },
})
