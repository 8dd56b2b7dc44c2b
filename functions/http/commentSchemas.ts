/**
 * What may be said about comments: the schemas that validate requests and describe them in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { isNestedTooDeep } from '../domain/nesting.ts'
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
})
export type NewCommentInput = z.output<typeof newCommentSchema>

export const editSchema = z.strictObject({ text: commentText })

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
  status: z._default(z.enum(['held', 'spam', 'removed', 'all']), 'held'),
  limit: pageLimit,
  cursor: z.optional(cursor),
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

export const settingsSchema = z.strictObject({
  commentsPerMinute: wholeNumber(1, 1_000_000, 'Comments that one address may post in a minute.'),
  editWindowSeconds: wholeNumber(0, 31_536_000, 'Seconds for which an author may change a comment.'),
  privateFactsDays: wholeNumber(1, 3650, 'Days after which e-mail address, address hash and user agent are forgotten.'),
})

/** RFC draft-ietf-httpapi-idempotency-key-header-07; the length is ours. */
export const idempotencyKeySchema = z
  .string()
  .check(z.regex(/^[\x21-\x7E]{16,64}$/, 'Idempotency-Key must have 16 to 64 visible ASCII characters.'))
