/**
 * What moderators may ask and send: the schemas that validate it and describe it in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { ACTIONS } from '../../domain/comments/comment.ts'
import { because } from './because.ts'
import { commentCursor } from './commentQueries.ts'
import { line } from './fields.ts'
import { jsonBytes, LENGTH } from './lengths.ts'
import { pageLimit } from './paging.ts'

export const queueQuerySchema = z.strictObject({
  status: z._default(z.enum(['held', 'spam', 'removed', 'all', 'reported']), 'held'),
  limit: pageLimit,
  cursor: z.optional(commentCursor),
})

export const articleName = z
  .string()
  .check(z.minLength(1), z.maxLength(LENGTH.slug), z.meta({ description: 'The slug of the article.' }))

/** Comments that may be decided about at once. */
const MOST_DECIDED = 100
/** Bytes of a body that decides about comments: names of fields stand there for each. */
export const ACTIONS_BODY_LIMIT = MOST_DECIDED * jsonBytes(LENGTH.slug, LENGTH.id)

export const actionsSchema = z.strictObject({
  action: z.enum(ACTIONS),
  comments: z
    .array(
      z.strictObject({
        article: articleName,
        id: z.string().check(z.minLength(1), z.maxLength(LENGTH.id)),
        version: z.optional(z.int().check(z.minimum(1), z.meta({ description: 'The version that was judged.' }))),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_DECIDED)),
})

/** Bytes of a body that changes an external page. */
export const PAGE_BODY_LIMIT = jsonBytes(LENGTH.title)

/** A merge patch (RFC 7396) of which nothing can be taken away. */
export const pagePatchSchema = z.strictObject({
  title: z.optional(line({ max: LENGTH.title, description: 'What the page is called here.' })),
  comments: z.optional(z.strictObject({ policy: z.enum(['open', 'held', 'closed']) })),
})
export type PagePatch = z.output<typeof pagePatchSchema>

const wholeNumber = (minimum: number, maximum: number, description: string) =>
  z.int().check(z.minimum(minimum), z.maximum(maximum), z.meta({ description }))

/** What one address may do: so many at once, regained evenly over the time that is named. */
const perAddress = (description: string) => wholeNumber(1, 1_000_000, `For each address: ${description}`)

/** As browsers write it: scheme, host in ASCII, port where it is not the default one. */
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text

const MOST_ORIGINS = 50
/** Characters: a host has at most 253 (RFC 1035 section 2.3.4), and a scheme and a port beside it. */
const ORIGIN = 270
/** Bytes of a body that holds the settings. */
export const SETTINGS_BODY_LIMIT = jsonBytes(MOST_ORIGINS * ORIGIN)

export const settingsSchema = z.strictObject({
  commentsPerMinute: perAddress('Comments, a minute. Refused texts count.'),
  editWindowSeconds: wholeNumber(0, 31_536_000, 'Seconds for which an author may change a comment.'),
  privateFactsDays: wholeNumber(1, 3650, 'Days after which e-mail address, address hash and user agent are forgotten.'),
  // Younger than the others: who leaves them out, since their settings were written before, leaves them as they are.
  sameTextPerHour: z.optional(perAddress('Comments with the same words, an hour.')),
  editsPerMinute: z.optional(perAddress('Edits, a minute.')),
  votesPerMinute: z.optional(perAddress('Votes, a minute.')),
  newVotersPerHour: z.optional(perAddress('Guests that vote or report for the first time, an hour.')),
  newVotersPerComment: z.optional(
    perAddress(
      'Votes of new voters on one comment, an hour. A voter is new on its first day; votes of others count a third.',
    ),
  ),
  reportsPerHour: z.optional(perAddress('Reports, an hour. One address counts once for each comment.')),
  newPagesPerHour: z.optional(perAddress('Pages of other sites that it is the first to comment on, an hour.')),
  reportsToHold: z.optional(
    wholeNumber(
      0,
      1_000_000,
      'Reports from different addresses after which a comment waits for a moderator; 0 for never. What a moderator has approved is only listed as reported.',
    ),
  ),
  allowedOrigins: z.optional(
    z
      .array(z.string().check(z.refine(isOrigin, because({ code: 'not-origin' }))))
      .check(
        z.maxLength(MOST_ORIGINS),
        z.meta({ description: 'Origins of other sites whose pages may be commented on here.' }),
      ),
  ),
})
