/**
 * Operations for moderators.
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
    description:
      '`reported` lists published comments that were reported. `all` lists comments that are held, spam or removed.',
    access: 'moderators',
    query: queueQuerySchema,
    answers: { 200: { body: 'ModerationQueue', description: 'A page of comments' } },
    cache: 'never',
  },
  'POST /v1/moderation/actions': {
    id: 'decide',
    summary: 'Decide on up to 100 comments, with a result for each',
    description:
      'Send the version that you judged. The decision is not applied to a comment that has changed since. Repeating a decision has no further effect.',
    access: 'moderators',
    body: { name: 'Actions', schema: actionsSchema, limit: ACTIONS_BODY_LIMIT },
    answers: { 200: { body: 'Decisions', description: 'The result for each comment' } },
    cache: 'never',
  },
  'POST /v1/moderation/imports': {
    id: 'importComments',
    summary: 'Import up to 100 comments of an old site, with a result for each',
    description:
      'A comment that is imported twice is stored once. A comment with faults does not prevent the import of the others. The importer of this project uses this operation; see docs/importing.md.',
    access: 'moderators',
    // A comment with faults does not keep out the others.
    body: { name: 'Import', schema: importSchema, described: describedImportSchema, limit: IMPORT_BODY_LIMIT },
    answers: { 200: { body: 'Imports', description: 'The result for each comment' } },
    cache: 'never',
    refusals: ['article-not-found', 'article-gone', 'origin-not-allowed'],
  },
  'GET /v1/moderation/pages/{slug}': {
    id: 'getPage',
    summary: 'A page of another site that has been commented on',
    description: 'A page is known from its first comment.',
    access: 'moderators',
    answers: { 200: { body: 'ModeratedPage', description: 'The page' } },
    cache: 'never',
    refusals: ['article-not-found'],
  },
  'PATCH /v1/moderation/pages/{slug}': {
    id: 'changePage',
    summary: 'Open, hold or close the comments of a page of another site, or change its title (RFC 7396)',
    description: 'Later comments do not change a title that a moderator has set.',
    access: 'moderators',
    body: { name: 'PagePatch', schema: pagePatchSchema, limit: PAGE_BODY_LIMIT, mediaTypes: PATCH_TYPES },
    answers: { 200: { body: 'ModeratedPage', description: 'Changed' } },
    cache: 'never',
    refusals: ['article-not-found'],
  },
  'GET /v1/moderation/settings': {
    id: 'getSettings',
    summary: 'The settings that moderators can change while the site runs',
    description: 'Settings that were never changed have their defaults.',
    access: 'moderators',
    answers: { 200: { body: 'Settings', description: 'The settings' } },
    cache: 'never',
  },
  'PUT /v1/moderation/settings': {
    id: 'changeSettings',
    summary: 'Change the settings; they take effect within ten seconds',
    description: 'Optional settings that are left out stay as they are.',
    access: 'moderators',
    body: { name: 'NewSettings', schema: settingsSchema, limit: SETTINGS_BODY_LIMIT },
    answers: { 200: { body: 'Settings', description: 'Changed' } },
    cache: 'never',
  },
})
