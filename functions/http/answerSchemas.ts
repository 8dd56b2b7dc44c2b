/**
 * What the API answers, as schemas: for the OpenAPI document, and for tests that hold answers against it.
 */
import * as z from 'zod/mini'

const text = z.string()
const time = z.string().check(z.meta({ format: 'date-time' }))
const cursor = z.nullable(text).check(z.meta({ description: 'Where the next page begins; null on the last one.' }))

const byline = z.object({ name: text, url: z.optional(text) })

export const articleSummary = z.object({
  slug: text,
  title: text,
  standfirst: text,
  authors: z.array(byline),
  tags: z.array(text),
  image: z.nullish(z.object({ url: text, alt: text })),
  status: z.enum(['draft', 'scheduled', 'published']),
  publishedAt: z.nullable(time),
  updatedAt: time,
  version: z.int(),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

export const article = z.extend(articleSummary, { html: text })

export const editorArticle = z.extend(article, { source: text, deletedAt: z.nullable(time) })

const commentFields = {
  id: text,
  parentId: z.nullable(text),
  author: z
    .nullable(z.object({ name: text, url: z.optional(text), badges: z.array(text) }))
    .check(z.meta({ description: 'Null once the comment is removed.' })),
  html: text,
  createdAt: time,
  editedAt: z.nullable(time),
  state: z.enum(['published', 'held', 'removed']),
  score: z.int(),
  shortened: z.optional(z.boolean()),
}

const previewedReply = z.object({
  ...commentFields,
  replies: z.object({ total: z.int(), items: z.array(z.unknown()), nextCursor: cursor }),
})

export const comment = z.object({
  ...commentFields,
  replies: z.object({ total: z.int(), items: z.array(previewedReply), nextCursor: cursor }),
})

export const postedComment = z.object({
  comment,
  editToken: text.check(z.meta({ description: 'Keep it: with it the author edits or deletes the comment.' })),
})

export const problem = z.object({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  requestId: text,
  errors: z.optional(z.array(z.object({ pointer: text, detail: text }))),
})

export const listOf = (item: z.ZodMiniType) => z.object({ items: z.array(item), nextCursor: cursor })

export const commentPage = z.object({
  total: z.optional(
    z.int().check(z.meta({ description: 'All published comments, replies included; on first pages.' })),
  ),
  items: z.array(comment),
  nextCursor: cursor,
})

export const queuedComment = z.extend(comment, { status: text, version: z.int(), source: text, article: text })

export const decisions = z.object({
  results: z.array(z.object({ id: text, ok: z.boolean(), problem: z.optional(problem) })),
})

export const revisionSummary = z.object({ version: z.int(), title: text, by: text })
