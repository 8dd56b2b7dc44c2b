/**
 * The schemas that validate comments, votes and reports from readers and describe them in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { cleanTitle } from '../../domain/articles/pageTitle.ts'
import { REPORT_REASONS } from '../../domain/comments/reports.ts'
import { isNestedTooDeep, MAX_CONTAINERS } from '../../domain/markdown/nesting.ts'
import { because, pattern } from './because.ts'
import { block, emailAddress, line, webAddress } from './fields.ts'
import { jsonBytes, LENGTH } from './lengths.ts'

const { name, email, url, title, text, id, detail } = LENGTH

/** Bytes of a body with a comment, its author and its page. */
export const COMMENT_BODY_LIMIT = jsonBytes(name, email, url, text, id, url, title)
/** Bytes of a body with the new text of a comment. */
export const EDIT_BODY_LIMIT = jsonBytes(text)
/** Bytes of a body with a vote. */
export const VOTE_BODY_LIMIT = jsonBytes()
/** Bytes of a body with a report. */
export const REPORT_BODY_LIMIT = jsonBytes(detail)

const commentText = block({ max: text, description: 'The comment, in Markdown. Raw HTML is shown as text.' }).check(
  z.refine((text) => !isNestedTooDeep(text), because({ code: 'nested-too-deep', maximum: MAX_CONTAINERS })),
)

/** The author, the text and the parent of a comment. */
export const commentFields = {
  author: z.strictObject({
    name: line({ max: name, description: 'The name shown beside the comment.' }),
    email: z.optional(emailAddress('Never shown. Deleted after `privateFactsDays` of the settings.')),
    url: z.optional(webAddress('A page of the author, shown as a link.')),
  }),
  text: commentText,
  parentId: z.optional(
    z.nullable(
      z.string().check(
        z.meta({
          description:
            'The id of the comment that this one answers. A reply to a comment at depth 8 is placed beside that comment.',
          maxLength: 53,
        }),
      ),
    ),
  ),
}

/** Never refused, because a commenter cannot correct the title of a page. */
const pageTitle = z.optional(
  z.pipe(z.string(), z.transform(cleanTitle)).check(
    z.meta({
      description:
        'The title of the page. It is changed to one line of at most 200 characters, without invisible characters. If nothing is left, the title is the address.',
    }),
  ),
)

export const commentedPage = z.optional(
  z
    .strictObject({
      url: webAddress('The address of the page.'),
      title: pageTitle,
    })
    .check(
      z.meta({
        description: 'The page of another site that the comment is about. Required for the first comment on a page.',
      }),
    ),
)

export const newCommentSchema = z.strictObject({ ...commentFields, page: commentedPage })

export const editSchema = z.strictObject({ text: commentText })

export const voteSchema = z.strictObject({
  value: z
    .literal([1, 0, -1])
    .check(z.meta({ description: '1 for the comment, -1 against it, 0 to withdraw a vote.' })),
})

export const reportSchema = z.strictObject({
  reason: z.enum(REPORT_REASONS),
  detail: z.optional(block({ max: detail, description: 'Further information for moderators.' })),
})

/** draft-ietf-httpapi-idempotency-key-header-07. Understory sets the length. */
export const idempotencyKeySchema = z.string().check(pattern(/^[\x21-\x7E]{16,64}$/, 'not-idempotency-key'))
