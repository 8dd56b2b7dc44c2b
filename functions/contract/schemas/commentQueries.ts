/**
 * Queries of lists of comments. In a file of their own, so that a cold start of the reader does not load the schemas of
 * bodies.
 */
import * as z from 'zod/mini'
import { parseCommentId } from '../../domain/comments/comment.ts'
import { UNSHARDED } from '../../domain/comments/shards.ts'
import { isRank } from '../../domain/comments/votes.ts'
import { isUlid } from '../../domain/ulid.ts'
import { because } from './because.ts'
import { pageLimit } from './paging.ts'

/** A position in a list: the id after which the next page starts. A caller may send any id. */
export const commentCursor = z
  .string()
  .check(z.refine(isUlid, because({ code: 'not-cursor' })))
  .check(z.meta({ description: 'The `nextCursor` of the previous page.' }))

/**
 * In the order `top`, a position may also be a rank. A full stop replaces the `#` of the rank, which an address cannot
 * contain.
 */
const topCursor = z
  .string()
  .check(z.refine((text) => isUlid(text) || isRank(rankIn(text)), because({ code: 'not-cursor' })))
  .check(z.meta({ description: 'The `nextCursor` of the previous page in the same order.' }))
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
      ...because({ code: 'not-cursor' }),
      path: ['cursor'],
    }),
  )

export type ThreadQuery = z.output<typeof threadQuerySchema>

export const replyQuerySchema = z.strictObject({ limit: pageLimit, cursor: z.optional(commentCursor) })

const isCommentId = (text: string): boolean => parseCommentId(text, UNSHARDED) !== undefined

const MOST_VOTES = 100
export const votesQuerySchema = z.strictObject({
  id: z
    .array(z.string().check(z.refine(isCommentId, because({ code: 'not-comment-id' }))))
    .check(
      z.minLength(1),
      z.maxLength(MOST_VOTES),
      z.meta({ description: `The id of a comment. Repeat the parameter for up to ${MOST_VOTES} comments.` }),
    ),
})
