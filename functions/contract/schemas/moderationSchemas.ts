/**
 * The schemas that validate queries and bodies of moderators and describe them in the OpenAPI document.
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

/** Most comments in one request. */
const MOST_DECIDED = 100
/** Bytes of a body with decisions. Each decision repeats the names of the fields. */
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

/** A merge patch (RFC 7396) whose fields cannot be null. */
export const pagePatchSchema = z.strictObject({
  title: z.optional(line({ max: LENGTH.title, description: 'The title of the page on this site.' })),
  comments: z.optional(z.strictObject({ policy: z.enum(['open', 'held', 'closed']) })),
})
export type PagePatch = z.output<typeof pagePatchSchema>

const wholeNumber = (minimum: number, maximum: number, description: string) =>
  z.int().check(z.minimum(minimum), z.maximum(maximum), z.meta({ description }))

/** A limit for one address. So many are allowed at once, and they are refilled evenly over the named time. */
const perAddress = (description: string) => wholeNumber(1, 1_000_000, `For each address: ${description}`)

/** An origin as browsers write it: scheme, host in ASCII, and port if it is not the default. */
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text

const MOST_ORIGINS = 50
/** Characters. A host has at most 253 (RFC 1035 section 2.3.4); scheme and port are added. */
const ORIGIN = 270
/** Bytes of a body with the settings. */
export const SETTINGS_BODY_LIMIT = jsonBytes(MOST_ORIGINS * ORIGIN)

export const settingsSchema = z.strictObject({
  commentsPerMinute: perAddress('Comments per minute. Refused texts count.'),
  editWindowSeconds: wholeNumber(0, 31_536_000, 'Seconds for which an author may change a comment.'),
  privateFactsDays: wholeNumber(1, 3650, 'Days after which e-mail address, address hash and user agent are deleted.'),
  // The optional settings were added later. A request that leaves one out does not change it.
  sameTextPerHour: z.optional(perAddress('Comments with the same words per hour.')),
  editsPerMinute: z.optional(perAddress('Edits per minute.')),
  votesPerMinute: z.optional(perAddress('Votes per minute.')),
  newVotersPerHour: z.optional(perAddress('Guests per hour who vote or report for the first time.')),
  newVotersPerComment: z.optional(
    perAddress(
      'Votes of new voters per hour on one comment. A voter is new on its first day. A vote of another voter counts as a third.',
    ),
  ),
  reportsPerHour: z.optional(perAddress('Reports per hour. One address counts once for each comment.')),
  newPagesPerHour: z.optional(perAddress('Pages of other sites per hour on which it posts the first comment.')),
  reportsToHold: z.optional(
    wholeNumber(
      0,
      1_000_000,
      'Reports from different addresses after which a comment waits for a moderator; 0 for never. A comment that a moderator has approved is only listed as reported.',
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
