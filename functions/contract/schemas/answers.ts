/**
 * Schemas of the API's answers, by their names in the OpenAPI document. Handlers import only types from here, so a cold start
 * does not load them. In the document the objects are open: fields may be added at any time.
 */
import * as z from 'zod/mini'
import { FEED_KINDS } from '../../domain/comments/changeFeed.ts'
import { REPORT_REASONS } from '../../domain/comments/reports.ts'
import { FAULT_CODES } from './faults.ts'
import { settingsSchema } from './moderationSchemas.ts'

const text = z.string()
const time = z.string().check(z.meta({ format: 'date-time' }))
const cursor = z.nullable(text).check(z.meta({ description: 'Where the next page begins; null on the last one.' }))

const byline = z.object({ name: text, url: z.optional(text) })

const articleSummary = z.object({
  slug: text,
  title: text,
  standfirst: text,
  authors: z.array(byline),
  tags: z.array(text),
  image: z.nullish(z.object({ url: text, alt: text })),
  lang: z
    .optional(text)
    .check(z.meta({ description: 'The language that it is written in (BCP 47), where that is known.' })),
  status: z.enum(['draft', 'scheduled', 'published']),
  publishedAt: z.nullable(time),
  updatedAt: time,
  version: z.int(),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

const article = z.extend(articleSummary, { html: text })

const editorArticleSummary = z.extend(articleSummary, { createdAt: time, deletedAt: z.nullable(time) })

const editorArticle = z.extend(editorArticleSummary, { html: text, source: text })

const commentFields = {
  id: text,
  parentId: z.nullable(text).check(z.meta({ description: 'The comment that it stands under; null for a root.' })),
  replyTo: z.optional(text).check(
    z.meta({
      description: 'The comment that it answers, where that is as deep as any may be: then it stands beside it.',
    }),
  ),
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

const comment = z.object({
  ...commentFields,
  get replies() {
    return replies
  },
})

/** Of a root, the first two of its replies; the others follow in its list of replies. */
const replies = z.object({
  total: z.int(),
  get items() {
    return z.array(comment)
  },
  nextCursor: cursor,
})

const postedComment = z.object({
  comment,
  editToken: text.check(z.meta({ description: 'Keep it: with it the author edits or deletes the comment.' })),
  editableUntil: time.check(z.meta({ description: 'Until when that is possible.' })),
})

const faultCode = z.enum(FAULT_CODES).check(z.meta({ description: 'What is wrong, for programs.' }))

const problem = z.object({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  requestId: text,
  errors: z.optional(z.array(z.object({ pointer: text, code: faultCode, detail: text }))),
})

const listOf = <T extends z.ZodMiniType>(item: T) => z.object({ items: z.array(item), nextCursor: cursor })

const commentPage = z.object({
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

const vote = z.object({
  value: z.literal([1, 0, -1]),
  voter: z
    .nullable(text)
    .check(z.meta({ description: 'Who voted, to be sent as Understory-Voter with the next vote; also a cookie.' })),
})

const ownVotes = z.object({ votes: z.record(text, z.literal([1, 0, -1])) })

const filedReport = z.object({
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

const recentComment = z.extend(comment, {
  article: z.object({
    slug: text,
    title: text,
    url: z.optional(text).check(z.meta({ description: 'Where it is, for an external page.' })),
  }),
})

const pageElsewhere = z.object({
  slug: text.check(z.meta({ description: 'What its conversation is called here, wherever a slug is asked for.' })),
  url: text.check(z.meta({ description: 'Its address in the one form by which it is known.' })),
  registered: z.boolean().check(z.meta({ description: 'Whether anybody has commented on it.' })),
  title: z.optional(text),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

const moderatedPage = z.object({
  slug: text,
  url: text,
  title: text,
  createdAt: time.check(z.meta({ description: 'When it was first commented on.' })),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

const commentCounts = z.object({
  counts: z.record(text, z.int()).check(
    z.meta({
      description: 'Published comments by slug or address, replies included; 0 for what is not public or unknown.',
    }),
  ),
})

const changedBucket = z.object({
  items: z.array(
    z.object({
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

const ownSource = z.object({
  text,
  version: z.int(),
  state: z.enum(['published', 'held', 'removed']).check(z.meta({ description: 'What a moderator decided, too.' })),
})

const queuedComment = z.extend(comment, {
  status: text,
  version: z.int(),
  source: text,
  article: text,
  reports,
})

const decisions = z.object({
  results: z.array(z.object({ id: text, ok: z.boolean(), problem: z.optional(problem) })),
})

const imports = z.object({
  results: z.array(
    z.object({
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

const revisionSummary = z.object({
  version: z.int(),
  ...deed,
  title: text,
  slug: text,
  status: z.enum(['draft', 'scheduled', 'published']),
})

const revision = z.extend(editorArticle, deed)

const health = z.object({ status: text, version: text })

/** By name, as `components.schemas` has them. */
export const ANSWERS = {
  Problem: problem,
  Health: health,
  OpenApi: z.unknown(),
  ArticleSummary: articleSummary,
  ArticleList: listOf(articleSummary),
  Article: article,
  EditorArticle: editorArticle,
  EditorArticleList: listOf(editorArticleSummary),
  RevisionList: listOf(revisionSummary),
  Revision: revision,
  Comment: comment,
  CommentPage: commentPage,
  ReplyList: listOf(comment),
  PostedComment: postedComment,
  EditedComment: z.object({ comment }),
  CommentSource: ownSource,
  Vote: vote,
  OwnVotes: ownVotes,
  FiledReport: filedReport,
  Changes: changedBucket,
  RecentCommentList: listOf(recentComment),
  CommentCounts: commentCounts,
  ExternalPage: pageElsewhere,
  ModerationQueue: listOf(queuedComment),
  Decisions: decisions,
  Imports: imports,
  ModeratedPage: moderatedPage,
  Settings: settingsSchema,
} as const

export type AnswerName = keyof typeof ANSWERS
/** What each is to its maker. */
export type Answers = { [N in AnswerName]: z.output<(typeof ANSWERS)[N]> }
