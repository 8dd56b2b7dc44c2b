/**
 * The moderators' endpoints: the queue, decisions, imports, external pages and the site's settings.
 */

import { moderation } from '../../contract/moderation.ts'
import { importedCommentSchema } from '../../contract/schemas/importSchemas.ts'
import { cutToSize } from '../../contract/schemas/paging.ts'
import { type Action, ownIn, type QueueStatus } from '../../domain/comments/comment.ts'
import type { Settings } from '../../domain/site/settings.ts'
import { deedIn, problemFor } from '../../http/api.ts'
import { implement } from '../../http/implement.ts'
import type { HttpEvent } from '../../http/input/request.ts'
import { validate } from '../../http/input/validate.ts'
import type { ProblemDocument } from '../../http/problem.ts'
import { queuedView, reportedView } from '../../http/views/commentViews.ts'
import { audit } from '../../log.ts'
import type { Table } from '../../store/client/dynamodb.ts'
import type { Conversation } from '../../store/comments/conversations.ts'
import { listQueues } from '../../store/comments/queue.ts'
import { listReported } from '../../store/votes/reported.ts'
import { decide } from '../decide.ts'
import { type Destination, importComment, resolveDestination } from '../imports.ts'
import { pageHandlers } from './pages.ts'

/** Decisions and imports that run in parallel. More would use up the connection pool. */
const IN_PARALLEL = 10

export type Moderator = {
  comments: Table
  groupsClaim: string
  conversation: (slug: string) => Promise<Conversation>
  settings: () => Promise<Settings>
  saveSettings: (settings: Settings) => Promise<void>
  clock: () => number
}

type Decision = { article: string; id: string; version?: number | undefined }
type Result = { id: string; ok: boolean; problem?: ProblemDocument }
type ImportResult = { ref: string; ok: boolean; id?: string; stored?: boolean; problem?: ProblemDocument }

export const moderatorEndpoints = (moderator: Moderator) =>
  implement(
    moderation,
    {
      'GET /v1/moderation/comments': async ({ query }) => {
        if (query.status === 'reported') {
          const { items, next } = await listReported(moderator.comments, query.limit, query.cursor)
          return { status: 200, body: cutToSize(items.map(reportedView), next, ({ id }) => ownIn(id)) }
        }
        const statuses: QueueStatus[] = query.status === 'all' ? ['held', 'spam', 'removed'] : [query.status]
        const { items, next } = await listQueues(moderator.comments, statuses, query.limit, query.cursor)
        return { status: 200, body: cutToSize(items.map(queuedView), next, ({ id }) => ownIn(id)) }
      },
      'POST /v1/moderation/actions': async ({ event, body }) => {
        const results = await inBatches(body.comments, (decision) => decideOne(moderator, event, body.action, decision))
        return { status: 200, body: { results } }
      },
      'POST /v1/moderation/imports': async ({ event, body }) => {
        const { comments } = body
        const destination = await resolveDestination(moderator, body, moderator.clock())
        const importOne = (comment: { ref: string }) => importInto(destination, moderator, event, comment)
        // The first comment that is stored registers a new page. Parallel registrations would conflict.
        const first = destination.newPage ? await untilOk(comments, importOne) : []
        delete destination.newPage
        const others = await inBatches(comments.slice(first.length), importOne)
        return { status: 200, body: { results: [...first, ...others] } }
      },
      ...pageHandlers(moderator.comments),
      'GET /v1/moderation/settings': async () => ({ status: 200, body: await moderator.settings() }),
      'PUT /v1/moderation/settings': async ({ event, body }) => {
        const before = await moderator.settings()
        const given = Object.entries(body).filter(([, value]) => value !== undefined)
        const settings: Settings = { ...before, ...Object.fromEntries(given) }
        await moderator.saveSettings(settings)
        audit({ ...deedIn(event), action: 'settings', settings })
        return { status: 200, body: settings }
      },
    },
    moderator.groupsClaim,
  )

async function decideOne(moderator: Moderator, event: HttpEvent, action: Action, decision: Decision): Promise<Result> {
  const { article, id, version } = decision
  try {
    const conversation = await moderator.conversation(article)
    const state = await decide(moderator.comments, conversation, id, action, version, moderator.clock())
    audit({ ...deedIn(event), action, article: conversation.article.key, comment: id, state })
    return { id, ok: true }
  } catch (error) {
    // A defect in one decision is reported like a refusal, so that the answer has the results of the others.
    return { id, ok: false, problem: problemFor(error, event).document }
  }
}

async function importInto(
  destination: Destination,
  { clock }: Moderator,
  event: HttpEvent,
  comment: { ref: string },
): Promise<ImportResult> {
  const { ref } = comment
  try {
    const { id, stored } = await importComment(destination, validate(importedCommentSchema(clock), comment), clock())
    audit({ ...deedIn(event), action: 'import', article: destination.article.key, comment: id, ref, stored })
    return { ref, ok: true, id, stored }
  } catch (error) {
    return { ref, ok: false, problem: problemFor(error, event).document }
  }
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < items.length; from += IN_PARALLEL) {
    results.push(...(await Promise.all(items.slice(from, from + IN_PARALLEL).map(work))))
  }
  return results
}

/** Runs the work in sequence until one succeeds. Returns the results so far. */
async function untilOk<T, R extends { ok: boolean }>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) {
    const result = await work(item)
    results.push(result)
    if (result.ok) break
  }
  return results
}
