/**
 * Schemas of the API's answers, by their names in the OpenAPI document. Handlers import only types from here, so a cold
 * start does not load them. In the document, objects allow unknown fields, because fields may be added at any time.
 */
import * as z from 'zod/mini'
import { FEED_KINDS } from '../../domain/comments/changeFeed.ts'
import { REPORT_REASONS } from '../../domain/comments/reports.ts'
import { FAULT_CODES, FAULT_MEANINGS } from './faults.ts'
import { settingsSchema } from './moderationSchemas.ts'

const text = z.string()
const time = z.string().check(z.meta({ format: 'date-time' }))
const cursor = z.nullable(text).check(z.meta({ description: 'The cursor of the next page; null on the last page.' }))

const byline = z.object({ name: text, url: z.optional(text) })

const articleSummary = z.object({
  slug: text,
  title: text,
  standfirst: text,
  authors: z.array(byline),
  tags: z.array(text),
  image: z.nullish(z.object({ url: text, alt: text })),
  lang: z.optional(text).check(z.meta({ description: 'The language of the article (BCP 47), if known.' })),
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
  parentId: z.nullable(text).check(z.meta({ description: 'The parent comment; null for a root comment.' })),
  replyTo: z.optional(text).check(
    z.meta({
      description: 'The comment that it answers, if that comment has the maximum depth. The reply is placed beside it.',
    }),
  ),
  author: z
    .nullable(z.object({ name: text, url: z.optional(text), badges: z.array(text) }))
    .check(z.meta({ description: 'Null if the comment is removed.' })),
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

/** The first two replies of a root comment. Its list of replies has the others. */
const replies = z.object({
  total: z.int(),
  get items() {
    return z.array(comment)
  },
  nextCursor: cursor,
})

const postedComment = z.object({
  comment,
  editToken: text.check(
    z.meta({ description: 'The token with which the author edits or deletes the comment. Store it.' }),
  ),
  editableUntil: time.check(z.meta({ description: 'The time until which the author may edit or delete the comment.' })),
})

const faultCode = z
  .enum(FAULT_CODES)
  .check(z.meta({ description: `The kind of fault, for programs.\n\n${FAULT_MEANINGS}` }))

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
          'The number of published comments, including replies. Only on first pages. Estimated or left out for an article that has had more than 64 write shards.',
      }),
    ),
  ),
  items: z.array(comment),
  nextCursor: cursor,
})

const vote = z.object({
  value: z.literal([1, 0, -1]),
  voter: z.nullable(text).check(
    z.meta({
      description:
        'Identifies the voter. Send it as `Understory-Voter` with the next vote. It is also set as a cookie.',
    }),
  ),
})

const ownVotes = z.object({ votes: z.record(text, z.literal([1, 0, -1])) })

const filedReport = z.object({
  voter: z.nullable(text).check(
    z.meta({
      description: 'As in the answer to a vote. Null for a new voter whose address has already reported the comment.',
    }),
  ),
})

const reports = z.object({
  count: z.int(),
  reasons: z.partialRecord(z.enum(REPORT_REASONS), z.int()),
  details: z.array(text).check(z.meta({ description: 'The texts of the last few reports that have one.' })),
})

const recentComment = z.extend(comment, {
  article: z.object({
    slug: text,
    title: text,
    url: z.optional(text).check(z.meta({ description: 'The address, for an external page.' })),
  }),
})

const pageElsewhere = z.object({
  slug: text.check(z.meta({ description: 'The slug of its conversation, for use wherever a slug is required.' })),
  url: text.check(z.meta({ description: 'The canonical address of the page.' })),
  registered: z.boolean().check(z.meta({ description: 'Whether the page has been commented on.' })),
  title: z.optional(text),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

const moderatedPage = z.object({
  slug: text,
  url: text,
  title: text,
  createdAt: time.check(z.meta({ description: 'The time of its first comment.' })),
  comments: z.object({ policy: z.enum(['open', 'held', 'closed']) }),
})

const commentCounts = z.object({
  counts: z.record(text, z.int()).check(
    z.meta({
      description:
        'The number of published comments by slug or address, including replies. 0 if the article is unknown or not public.',
    }),
  ),
})

const changes = z.object({
  items: z.array(
    z.object({
      id: text,
      kind: z.enum(FEED_KINDS),
      comment: z
        .nullable(comment)
        .check(z.meta({ description: 'The comment as it is now; null if nothing of it is left.' })),
      thread: z.optional(
        z
          .looseObject({ id: text, total: z.int() })
          .check(
            z.meta({ description: 'For a reply: its root comment and the current number of published replies to it.' }),
          ),
      ),
    }),
  ),
  next: z.int().check(
    z.meta({
      description:
        'The bucket to request next, or to request changes since. It is the same bucket while changes may be added to it.',
    }),
  ),
  now: z.optional(
    z
      .int()
      .check(
        z.meta({ description: 'The current bucket. Only present when one bucket is requested that is still open.' }),
      ),
  ),
  total: z.optional(z.int().check(z.meta({ description: 'The number of published comments, including replies.' }))),
  truncated: z.optional(
    z
      .boolean()
      .check(z.meta({ description: 'True if there are too many changes to list. Read the conversation again.' })),
  ),
})

const ownSource = z.object({
  text,
  version: z.int(),
  state: z
    .enum(['published', 'held', 'removed'])
    .check(z.meta({ description: 'Includes the decision of a moderator.' })),
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
        .check(z.meta({ description: 'False if the comment was imported before, even if it has been removed since.' })),
      problem: z.optional(problem),
    }),
  ),
})

const revisionFields = { action: z.enum(['created', 'changed', 'deleted', 'restored']), by: text, at: time }

const revisionSummary = z.object({
  version: z.int(),
  ...revisionFields,
  title: text,
  slug: text,
  status: z.enum(['draft', 'scheduled', 'published']),
})

const revision = z.extend(editorArticle, revisionFields)

const health = z.object({ status: text, version: text })

/** By their names in `components.schemas`. */
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
  Changes: changes,
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
/** The types of the answers. */
export type Answers = { [N in AnswerName]: z.output<(typeof ANSWERS)[N]> }
