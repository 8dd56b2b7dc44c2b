/**
 * What moderators read and decide.
 */
import { PATCH_TYPES } from './mediaTypes.ts'
import { contract } from './operation.ts'
import { describedImportSchema, IMPORT_BODY_LIMIT, importSchema } from './schemas/importSchemas.ts'
import {
  ACTIONS_BODY_LIMIT,
  actionsSchema,
  PAGE_BODY_LIMIT,
  pagePatchSchema,
  queueQuerySchema,
  SETTINGS_BODY_LIMIT,
  settingsSchema,
} from './schemas/moderationSchemas.ts'

export const moderation = contract('moderator', {
  'GET /v1/moderation/comments': {
    id: 'listQueue',
    summary: 'Comments that wait for a decision, newest first',
    description: '`reported` lists comments that stand and were reported; `all` lists those that do not stand.',
    access: 'moderators',
    query: queueQuerySchema,
    answers: { 200: { body: 'ModerationQueue', description: 'A page of comments' } },
    cache: 'never',
  },
  'POST /v1/moderation/actions': {
    id: 'decide',
    summary: 'Decide about up to 100 comments, each answered for itself',
    description:
      'Name the version that you judged: a comment that was changed meanwhile is not decided about. A decision twice is the same as once.',
    access: 'moderators',
    body: { name: 'Actions', schema: actionsSchema, limit: ACTIONS_BODY_LIMIT },
    answers: { 200: { body: 'Decisions', description: 'What became of each' } },
    cache: 'never',
  },
  'POST /v1/moderation/imports': {
    id: 'importComments',
    summary:
      'Bring up to 100 comments of an old site here, each answered for itself; importing one twice stores it once',
    description:
      'A comment with faults does not keep out the others. The importer of this project uses this; see docs/importing.md.',
    access: 'moderators',
    // A comment with faults does not keep out the others.
    body: { name: 'Import', schema: importSchema, described: describedImportSchema, limit: IMPORT_BODY_LIMIT },
    answers: { 200: { body: 'Imports', description: 'What became of each' } },
    cache: 'never',
    refusals: ['article-not-found', 'article-gone', 'origin-not-allowed'],
  },
  'GET /v1/moderation/pages/{slug}': {
    id: 'getPage',
    summary: 'A page of another site that somebody has commented on',
    description: 'It is known from its first comment on.',
    access: 'moderators',
    answers: { 200: { body: 'ModeratedPage', description: 'The page' } },
    cache: 'never',
    refusals: ['article-not-found'],
  },
  'PATCH /v1/moderation/pages/{slug}': {
    id: 'changePage',
    summary: 'Open, hold or close the conversation about a page of another site, or correct its title (RFC 7396)',
    description: 'A title that a moderator gave stays.',
    access: 'moderators',
    body: { name: 'PagePatch', schema: pagePatchSchema, limit: PAGE_BODY_LIMIT, mediaTypes: PATCH_TYPES },
    answers: { 200: { body: 'ModeratedPage', description: 'Changed' } },
    cache: 'never',
    refusals: ['article-not-found'],
  },
  'GET /v1/moderation/settings': {
    id: 'getSettings',
    summary: 'What moderators may change while the site runs',
    description: 'Those that were never written have their defaults.',
    access: 'moderators',
    answers: { 200: { body: 'Settings', description: 'The settings' } },
    cache: 'never',
  },
  'PUT /v1/moderation/settings': {
    id: 'changeSettings',
    summary: 'Change the settings; they take effect within ten seconds',
    description: 'What is left out of the younger settings stays as it is.',
    access: 'moderators',
    body: { name: 'NewSettings', schema: settingsSchema, limit: SETTINGS_BODY_LIMIT },
    answers: { 200: { body: 'Settings', description: 'Changed' } },
    cache: 'never',
  },
})
