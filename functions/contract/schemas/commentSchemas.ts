/**
 * What readers may send: the schemas that validate it and describe it in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { cleanTitle } from '../../domain/articles/pageTitle.ts'
import { REPORT_REASONS } from '../../domain/comments/reports.ts'
import { isNestedTooDeep, MAX_CONTAINERS } from '../../domain/markdown/nesting.ts'
import { because, pattern } from './because.ts'
import { block, emailAddress, line, webAddress } from './fields.ts'
import { jsonBytes, LENGTH } from './lengths.ts'

const { name, email, url, title, text, id, detail } = LENGTH

/** Bytes of a body that holds a comment, with its author and its page. */
export const COMMENT_BODY_LIMIT = jsonBytes(name, email, url, text, id, url, title)
/** Bytes of a body that holds the new text of a comment. */
export const EDIT_BODY_LIMIT = jsonBytes(text)
/** Bytes of a body that holds a vote. */
export const VOTE_BODY_LIMIT = jsonBytes()
/** Bytes of a body that holds a report. */
export const REPORT_BODY_LIMIT = jsonBytes(detail)

const commentText = block({ max: text, description: 'The comment, in Markdown. Raw HTML is shown as text.' }).check(
  z.refine((text) => !isNestedTooDeep(text), because({ code: 'nested-too-deep', maximum: MAX_CONTAINERS })),
)

/** What a comment says, of whom, and in answer to what. */
export const commentFields = {
  author: z.strictObject({
    name: line({ max: name, description: 'The name shown beside the comment.' }),
    email: z.optional(emailAddress('Never shown; forgotten after a while.')),
    url: z.optional(webAddress('A page of the author, shown as a link.')),
  }),
  text: commentText,
  parentId: z.optional(
    z.nullable(
      z.string().check(
        z.meta({
          description: 'The id of the comment that this one answers. An answer to one that is 8 deep stands beside it.',
          maxLength: 53,
        }),
      ),
    ),
  ),
}

/** Never refused: whoever comments on a page cannot mend its title. */
const pageTitle = z.optional(
  z.pipe(z.string(), z.transform(cleanTitle)).check(
    z.meta({
      description:
        'Its title. It is put into one line of at most 200 characters, without marks that nobody sees; where nothing is left, the page is called by its address.',
    }),
  ),
)

export const commentedPage = z.optional(
  z
    .strictObject({
      url: webAddress('Its address.'),
      title: pageTitle,
    })
    .check(z.meta({ description: 'Which page of another site this is about; the first comment on one must say it.' })),
)

export const newCommentSchema = z.strictObject({ ...commentFields, page: commentedPage })

export const editSchema = z.strictObject({ text: commentText })

export const voteSchema = z.strictObject({
  value: z.literal([1, 0, -1]).check(z.meta({ description: '1 for it, -1 against it, 0 to take a vote back.' })),
})

export const reportSchema = z.strictObject({
  reason: z.enum(REPORT_REASONS),
  detail: z.optional(block({ max: detail, description: 'What a moderator should know.' })),
})

/** RFC draft-ietf-httpapi-idempotency-key-header-07; the length is ours. */
export const idempotencyKeySchema = z.string().check(pattern(/^[\x21-\x7E]{16,64}$/, 'not-idempotency-key'))
