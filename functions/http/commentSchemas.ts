/**
 * What may be said about comments: the schemas that validate requests and describe them in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { parseCommentId } from '../domain/comment.ts'
import { isNestedTooDeep } from '../domain/nesting.ts'
import { REPORT_REASONS } from '../domain/reports.ts'
import { UNSHARDED } from '../domain/shards.ts'
import { isUlid } from '../domain/ulid.ts'
import { isRank } from '../domain/votes.ts'
import { block, emailAddress, line, webAddress } from './fields.ts'
import { pageLimit } from './paging.ts'

/** Bytes of a comment's request body. */
export const COMMENT_BODY_LIMIT = 32 * 1024

const commentText = block({ max: 8000, description: 'The comment, in Markdown. Raw HTML is shown as text.' }).check(
  z.refine((text) => !isNestedTooDeep(text), 'Quotes and lists may be nested at most 16 deep.'),
)

export const newCommentSchema = z.strictObject({
  author: z.strictObject({
    name: line({ max: 80, description: 'The name shown beside the comment.' }),
    email: z.optional(emailAddress('Never shown; forgotten after a while.')),
    url: z.optional(webAddress('A page of the author, shown as a link.')),
  }),
  text: commentText,
  parentId: z.optional(
    z.nullable(
      z.string().check(z.meta({ description: 'The id of the comment that this one answers.', maxLength: 53 })),
    ),
  ),
  page: z.optional(
    z
      .strictObject({
        url: webAddress('Its address.'),
        title: line({ max: 200, description: 'Its title.' }),
      })
      .check(
        z.meta({ description: 'Which page of another site this is about; the first comment on one must say it.' }),
      ),
  ),
})
export type NewCommentInput = z.output<typeof newCommentSchema>

export const editSchema = z.strictObject({ text: commentText })

const isCommentId = (text: string): boolean => parseCommentId(text, UNSHARDED) !== undefined

const NOT_A_CURSOR = 'This is not a cursor that this list gave out.'

/** A position in a list. It only says after which id to go on, so there is nothing in it to tamper with. */
const cursor = z
  .string()
  .check(z.refine(isUlid, NOT_A_CURSOR))
  .check(z.meta({ description: 'The `nextCursor` of the page before.' }))

/** Sorted by `top`, a position may also be a rank, in which a full stop stands for the `#` that an address can't carry. */
const topCursor = z
  .string()
  .check(z.refine((text) => isUlid(text) || isRank(rankIn(text)), NOT_A_CURSOR))
  .check(z.meta({ description: 'The `nextCursor` of the page before, in the same order.' }))
export const rankIn = (cursor: string): string => cursor.replace('.', '#')
export const cursorOfRank = (rank: string): string => rank.replace('#', '.')

export const threadQuerySchema = z
  .strictObject({
    sort: z._default(z.enum(['newest', 'oldest', 'top']), 'newest'),
    limit: pageLimit,
    cursor: z.optional(topCursor),
  })
  .check(
    z.refine(({ sort, cursor }) => sort === 'top' || cursor === undefined || !isRank(rankIn(cursor)), {
      error: NOT_A_CURSOR,
      path: ['cursor'],
    }),
  )

export type ThreadQuery = z.output<typeof threadQuerySchema>

export const replyQuerySchema = z.strictObject({ limit: pageLimit, cursor: z.optional(cursor) })

export const queueQuerySchema = z.strictObject({
  status: z._default(z.enum(['held', 'spam', 'removed', 'all', 'reported']), 'held'),
  limit: pageLimit,
  cursor: z.optional(cursor),
})

export const voteSchema = z.strictObject({
  value: z.literal([1, 0, -1]).check(z.meta({ description: '1 for it, -1 against it, 0 to take a vote back.' })),
})

export const reportSchema = z.strictObject({
  reason: z.enum(REPORT_REASONS),
  detail: z.optional(block({ max: 500, description: 'What a moderator should know.' })),
})
export type ReportInput = z.output<typeof reportSchema>

const MOST_VOTES = 100
export const votesQuerySchema = z.strictObject({
  id: z
    .array(z.string().check(z.refine(isCommentId, 'This is not the id of a comment.')))
    .check(
      z.minLength(1),
      z.maxLength(MOST_VOTES),
      z.meta({ description: `The ids of up to ${MOST_VOTES} comments; stands once for each.` }),
    ),
})

export const ACTIONS = ['approve', 'spam', 'remove', 'restore'] as const
export type Action = (typeof ACTIONS)[number]

export const actionsSchema = z.strictObject({
  action: z.enum(ACTIONS),
  comments: z
    .array(
      z.strictObject({
        article: z
          .string()
          .check(z.minLength(1), z.maxLength(200), z.meta({ description: 'The slug of the article.' })),
        id: z.string().check(z.minLength(1), z.maxLength(60)),
        version: z.optional(z.int().check(z.minimum(1), z.meta({ description: 'The version that was judged.' }))),
      }),
    )
    .check(z.minLength(1), z.maxLength(100)),
})

const wholeNumber = (minimum: number, maximum: number, description: string) =>
  z.int().check(z.minimum(minimum), z.maximum(maximum), z.meta({ description }))

/** As browsers write it: scheme, host in ASCII, port where it is not the default one. */
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text

export const settingsSchema = z.strictObject({
  commentsPerMinute: wholeNumber(1, 1_000_000, 'Comments that one address may post in a minute.'),
  editWindowSeconds: wholeNumber(0, 31_536_000, 'Seconds for which an author may change a comment.'),
  privateFactsDays: wholeNumber(1, 3650, 'Days after which e-mail address, address hash and user agent are forgotten.'),
  // Younger than the others: who leaves them out, since their settings were written before, leaves them as they are.
  votesPerMinute: z.optional(wholeNumber(1, 1_000_000, 'Votes and reports that one address may cast in a minute.')),
  newVotersPerHour: z.optional(
    wholeNumber(1, 1_000_000, 'Guests that may vote or report for the first time from one address in an hour.'),
  ),
  reportsToHold: z.optional(
    wholeNumber(0, 1_000_000, 'Reports after which a comment waits for a moderator; 0 for never.'),
  ),
  allowedOrigins: z.optional(
    z
      .array(
        z.string().check(z.refine(isOrigin, 'This must be an origin such as https://blog.example, without a path.')),
      )
      .check(z.maxLength(50), z.meta({ description: 'Origins of other sites whose pages may be commented on here.' })),
  ),
})

/** RFC draft-ietf-httpapi-idempotency-key-header-07; the length is ours. */
export const idempotencyKeySchema = z
  .string()
  .check(z.regex(/^[\x21-\x7E]{16,64}$/, 'Idempotency-Key must have 16 to 64 visible ASCII characters.'))
