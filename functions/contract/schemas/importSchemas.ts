/**
 * What may be imported from an old site: the schemas that validate it and describe it in the OpenAPI document. A comment
 * has the fields and limits of one that is posted; what is new is what it was called there, and when it was written.
 */
import * as z from 'zod/mini'
import { because, pattern } from './because.ts'
import { commentedPage, commentFields } from './commentSchemas.ts'
import { moment } from './fields.ts'
import { articleName } from './moderationSchemas.ts'

/**
 * Bytes of a request body: a hundred comments of more than ordinary length, and at least two of full length, whatever program
 * wrote them.
 */
export const IMPORT_BODY_LIMIT = 512 * 1024

const ref = z
  .string()
  .check(
    pattern(/^[\x21-\x7E]{1,200}$/, 'not-ref'),
    z.meta({ description: 'What the comment was called on the old site; the same ref is the same comment.' }),
  )

/** One comment, for whoever reads the clock now and then: it can't be of the future. */
export const importedCommentSchema = (clock: () => number) =>
  z.strictObject({
    ref,
    ...commentFields,
    createdAt: moment('When it was written; not before 1970, not in the future.').check(
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

/** A request; its comments are looked at one by one, so that one with faults does not keep out the others. */
export const importSchema = z.strictObject({ ...envelope, comments: comments(z.looseObject({ ref })) })

/** The same as it is to be, for the description. */
export const describedImportSchema = z.strictObject({
  ...envelope,
  comments: comments(importedCommentSchema(Date.now)),
})
