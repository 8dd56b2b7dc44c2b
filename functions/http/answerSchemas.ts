/**
 * What the API answers, as schemas: for the OpenAPI document, and for tests that hold answers against it. The objects
 * are open, because fields may be added at any time.
 */
import * as z from 'zod/mini'
import { FEED_KINDS } from '../domain/feed.ts'
import { REPORT_REASONS } from '../domain/reports.ts'

const text = z.string()
const time = z.string().check(z.meta({ format: 'date-time' }))
const cursor = z.nullable(text).check(z.meta({ description: 'Where the next page begins; null on the last one.' }))

const byline = z.looseObject({ name: text, url: z.optional(text) })

export const articleSummary = z.looseObject({
  slug: text,
  title: text,
  standfirst: text,
  authors: z.array(byline),
  tags: z.array(text),
  image: z.nullish(z.looseObject({ url: text, alt: text })),
  lang: z
    .optional(text)
    .check(z.meta({ description: 'The language that it is written in (BCP 47), where that is known.' })),
  status: z.enum(['draft', 'scheduled', 'published']),
  publishedAt: z.nullable(time),
  updatedAt: time,
  version: z.int(),
  comments: z.looseObject({ policy: z.enum(['open', 'held', 'closed']) }),
})

export const article = z.extend(articleSummary, { html: text })

export const editorArticleSummary = z.extend(articleSummary, { createdAt: time, deletedAt: z.nullable(time) })

export const editorArticle = z.extend(editorArticleSummary, { html: text, source: text })

const commentFields = {
  id: text,
  parentId: z.nullable(text).check(z.meta({ description: 'The comment that it stands under; null for a root.' })),
  replyTo: z.optional(text).check(
    z.meta({
      description: 'The comment that it answers, where that is as deep as any may be: then it stands beside it.',
    }),
  ),
  author: z
    .nullable(z.looseObject({ name: text, url: z.optional(text), badges: z.array(text) }))
    .check(z.meta({ description: 'Null once the comment is removed.' })),
  html: text,
  createdAt: time,
  editedAt: z.nullable(time),
  state: z.enum(['published', 'held', 'removed']),
  score: z.int(),
  shortened: z.optional(z.boolean()),
}

const previewedReply = z.looseObject({
  ...commentFields,
  replies: z.looseObject({ total: z.int(), items: z.array(z.unknown()), nextCursor: cursor }),
})

export const comment = z.looseObject({
  ...commentFields,
  replies: z.looseObject({ total: z.int(), items: z.array(previewedReply), nextCursor: cursor }),
})

export const postedComment = z.looseObject({
  comment,
  editToken: text.check(z.meta({ description: 'Keep it: with it the author edits or deletes the comment.' })),
  editableUntil: time.check(z.meta({ description: 'Until when that is possible.' })),
})

export const problem = z.looseObject({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  requestId: text,
  errors: z.optional(z.array(z.looseObject({ pointer: text, detail: text }))),
})

export const listOf = (item: z.ZodMiniType) => z.looseObject({ items: z.array(item), nextCursor: cursor })

export const commentPage = z.looseObject({
  total: z.optional(
    z.int().check(
      z.meta({
        description:
          'All published comments, replies included; on first pages. Reckoned, or left out, for an article that was spread over more than 64 write shards.',
      }),
    ),
  ),
  items: z.array(comment),
  nextCursor: cursor,
})

export const vote = z.object({
  value: z.literal([1, 0, -1]),
  voter: z
    .nullable(text)
    .check(z.meta({ description: 'Who voted, to be sent as Understory-Voter with the next vote; also a cookie.' })),
})

export const ownVotes = z.object({ votes: z.record(text, z.literal([1, 0, -1])) })

export const filedReport = z.object({
  voter: z
    .nullable(text)
    .check(
      z.meta({ description: 'As after a vote; null for a new voter whose address had reported the comment before.' }),
    ),
})

const reports = z.object({
  count: z.int(),
  reasons: z.partialRecord(z.enum(REPORT_REASONS), z.int()),
  details: z.array(text).check(z.meta({ description: 'What the last few who said more had to say.' })),
})

export const recentComment = z.extend(comment, {
  article: z.looseObject({
    slug: text,
    title: text,
    url: z.optional(text).check(z.meta({ description: 'Where it is, for a page elsewhere.' })),
  }),
})

export const pageElsewhere = z.looseObject({
  slug: text.check(z.meta({ description: 'What its conversation is called here, wherever a slug is asked for.' })),
  url: text.check(z.meta({ description: 'Its address in the one form by which it is known.' })),
  registered: z.boolean().check(z.meta({ description: 'Whether anybody has commented on it.' })),
  title: z.optional(text),
  comments: z.looseObject({ policy: z.enum(['open', 'held', 'closed']) }),
})

export const moderatedPage = z.looseObject({
  slug: text,
  url: text,
  title: text,
  createdAt: time.check(z.meta({ description: 'When it was first commented on.' })),
  comments: z.looseObject({ policy: z.enum(['open', 'held', 'closed']) }),
})

export const commentCounts = z.looseObject({
  counts: z.record(text, z.int()).check(
    z.meta({
      description: 'Published comments by slug or address, replies included; 0 for what is not public or unknown.',
    }),
  ),
})

export const changedBucket = z.looseObject({
  items: z.array(
    z.looseObject({
      id: text,
      kind: z.enum(FEED_KINDS),
      comment: z.nullable(comment).check(z.meta({ description: 'As it is now; null where nothing is left of it.' })),
      thread: z.optional(
        z
          .looseObject({ id: text, total: z.int() })
          .check(z.meta({ description: 'For a reply: its root, and how many published replies that has now.' })),
      ),
    }),
  ),
  next: z
    .int()
    .check(z.meta({ description: 'The bucket to ask for next: the same one while something may be added to it.' })),
  now: z.optional(z.int().check(z.meta({ description: 'The bucket that it is; only while this one is open.' }))),
  total: z.optional(z.int().check(z.meta({ description: 'All published comments, replies included.' }))),
  truncated: z.optional(
    z.boolean().check(z.meta({ description: 'True when too much changed to tell: read the conversation again.' })),
  ),
})

export const ownSource = z.looseObject({
  text,
  version: z.int(),
  state: z.enum(['published', 'held', 'removed']).check(z.meta({ description: 'What a moderator decided, too.' })),
})

export const queuedComment = z.extend(comment, {
  status: text,
  version: z.int(),
  source: text,
  article: text,
  reports,
})

export const decisions = z.looseObject({
  results: z.array(z.looseObject({ id: text, ok: z.boolean(), problem: z.optional(problem) })),
})

export const imports = z.looseObject({
  results: z.array(
    z.looseObject({
      ref: text,
      ok: z.boolean(),
      id: z.optional(text),
      stored: z
        .optional(z.boolean())
        .check(z.meta({ description: 'False where it has been imported before, whatever became of it.' })),
      problem: z.optional(problem),
    }),
  ),
})

const deed = { action: z.enum(['created', 'changed', 'deleted', 'restored']), by: text, at: time }

export const revisionSummary = z.looseObject({
  version: z.int(),
  ...deed,
  title: text,
  slug: text,
  status: z.enum(['draft', 'scheduled', 'published']),
})

export const revision = z.extend(editorArticle, deed)
