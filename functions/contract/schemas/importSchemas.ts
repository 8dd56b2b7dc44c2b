/**
 * The schemas that validate imports from an old site and describe them in the OpenAPI document. A comment has the
 * fields and limits of a posted one, and also its id on the old site and its time.
 */
import * as z from 'zod/mini'
import { because, pattern } from './because.ts'
import { commentedPage, commentFields } from './commentSchemas.ts'
import { moment } from './fields.ts'
import { articleName } from './moderationSchemas.ts'

/**
 * Bytes of a request body. It can contain a hundred comments of above-average length, or at least two of full length
 * with any escapes.
 */
export const IMPORT_BODY_LIMIT = 512 * 1024

const ref = z
  .string()
  .check(
    pattern(/^[\x21-\x7E]{1,200}$/, 'not-ref'),
    z.meta({ description: 'The id of the comment on the old site. The same ref is the same comment.' }),
  )

/** One comment. Its time must not be in the future. */
export const importedCommentSchema = (clock: () => number) =>
  z.strictObject({
    ref,
    ...commentFields,
    createdAt: moment('The time when it was written. Not before 1970 and not in the future.').check(
      z.refine((time) => time === '' || Date.parse(time) >= 0, because({ code: 'before-1970' })),
      z.refine((time) => time === '' || Date.parse(time) <= clock(), because({ code: 'in-the-future' })),
    ),
  })

const comments = <T extends z.ZodMiniType<{ ref: string }>>(comment: T) =>
  z.array(comment).check(
    z.minLength(1),
    z.maxLength(100),
    z.refine((all) => new Set(all.map(({ ref }) => ref)).size === all.length, because({ code: 'duplicate-ref' })),
  )

const envelope = { article: articleName, page: commentedPage }

/** A request. Its comments are validated one by one, so that a comment with faults does not refuse the others. */
export const importSchema = z.strictObject({ ...envelope, comments: comments(z.looseObject({ ref })) })

/** A request with all fields of its comments, for the OpenAPI document. */
export const describedImportSchema = z.strictObject({
  ...envelope,
  comments: comments(importedCommentSchema(Date.now)),
})
