/**
 * A site without HTTP: the endpoints of all functions over real tables, a clock that the test sets, and the projector
 * on demand.
 */
import { randomBytes } from 'node:crypto'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { commenterEndpoints } from '../../../functions/commenter/http/endpoints.ts'
import { limitsOver } from '../../../functions/commenter/limits.ts'
import { spreader } from '../../../functions/commenter/spread.ts'
import type { Article, CommentPolicy } from '../../../functions/domain/articles/article.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../functions/domain/site/settings.ts'
import { api } from '../../../functions/http/api.ts'
import type { HttpEvent } from '../../../functions/http/input/request.ts'
import { moderatorEndpoints } from '../../../functions/moderator/http/endpoints.ts'
import { inReadersWords } from '../../../functions/pages/refusals.ts'
import { newMemory } from '../../../functions/projector/memory.ts'
import { project } from '../../../functions/projector/project.ts'
import { changeEndpoints } from '../../../functions/reader/changes.ts'
import { commentEndpoints } from '../../../functions/reader/comments.ts'
import { siteWideEndpoints } from '../../../functions/reader/siteWide.ts'
import { articleItem } from '../../../functions/store/articles/articleItems.ts'
import { resolveConversation } from '../../../functions/store/comments/conversations.ts'
import { shrinkCalmArticles } from '../../../functions/store/comments/shardShrinking.ts'
import { sweep } from '../../../functions/store/comments/tombstoneSweep.ts'
import { streamOf } from '../tables/stream.ts'
import type { TablesOf, TestTables } from '../tables/tables.ts'
import { publishedArticle } from './article.ts'
import { eventFor } from './events.ts'
import { captureLog } from './log.ts'
import { PLENTY } from './plenty.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers as JavaScript would
export type Answer = { status: number; headers: Record<string, string>; body: any; cookies: string[] }

export type Site = Awaited<ReturnType<typeof siteOver>>

export async function siteOver(tables: TestTables, tablesOf: TablesOf = () => tables) {
  const { articles, comments, endpoint } = tables
  let now = Date.parse('2026-01-01T12:00:00Z')
  let settings: Settings = { ...DEFAULT_SETTINGS, ...PLENTY }
  const clock = () => now
  const log = captureLog()
  const records = await streamOf(endpoint, comments.name)
  const [ofReader, ofCommenter, ofModerator] = [tablesOf('reader'), tablesOf('commenter'), tablesOf('moderator')]
  const derived = tablesOf('projector').comments
  const reader = {
    comments: ofReader.comments,
    conversation: (slug: string) => resolveConversation(ofReader, slug),
    clock,
  }
  const forReaders = commenterEndpoints({
    comments: ofCommenter.comments,
    conversation: (slug) => resolveConversation(ofCommenter, slug),
    settings: async () => settings,
    secret: async () => 'a secret for tests',
    limits: limitsOver(ofCommenter.comments, clock),
    spread: spreader(ofCommenter.comments, clock),
    clock,
    randomBytes,
  })
  const handlers = {
    ...forReaders,
    ...commentEndpoints(reader),
    ...changeEndpoints(reader),
    ...siteWideEndpoints(ofReader, clock, async () => settings),
    ...moderatorEndpoints({
      comments: ofModerator.comments,
      groupsClaim: 'cognito:groups',
      conversation: (slug) => resolveConversation(ofModerator, slug),
      settings: async () => settings,
      saveSettings: async (changed) => {
        settings = changed
      },
      clock,
    }),
  }
  // As in the handlers: only the commenter refuses in the reader's language.
  const origins = { siteUrl: undefined, settings: async () => settings }
  const [plain, worded] = [api(handlers, { origins }), api(handlers, { origins, wording: inReadersWords })]
  const handle = (event: HttpEvent) => (event.routeKey in forReaders ? worded : plain)(event)

  const call = async (routeKey: string, parts: Parameters<typeof eventFor>[1] = {}): Promise<Answer> => {
    const { statusCode = 200, headers = {}, body, cookies = [] } = await handle(eventFor(routeKey, parts))
    return {
      status: statusCode,
      headers: headers as Record<string, string>,
      body: body ? JSON.parse(body) : undefined,
      cookies,
    }
  }

  return {
    call,
    /** The log since the last call. */
    log: log.take,
    records,
    clock,
    /** Advances the clock by milliseconds. */
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    set: (changed: Partial<Settings>) => {
      settings = { ...settings, ...changed }
    },
    /** A process of the projector, with its memory. */
    projector: () => {
      const memory = newMemory()
      return { memory, project: (batch: DynamoDBRecord[]) => project({ comments: derived, clock, memory }, batch) }
    },
    project: async (batch?: DynamoDBRecord[]) => project({ comments: derived, clock }, batch ?? (await records())),
    sweep: () => sweep(derived, now),
    shrinkCalmArticles: () => shrinkCalmArticles(derived, now),
    publish: async (slug: string, policy: CommentPolicy = 'open', facts: Partial<Article> = {}) => {
      const Item = articleItem(publishedArticle(slug, { comments: { policy }, ...facts }))
      await articles.client.send(new PutItemCommand({ TableName: articles.name, Item }))
      return slug
    },
    post: (slug: string, text: string, parentId?: string, headers: Record<string, string> = {}, address?: string) =>
      call('POST /v1/articles/{slug}/comments', {
        path: { slug },
        headers,
        body: { author: { name: 'Ada' }, text, ...(parentId && { parentId }) },
        ...(address && { address }),
      }),
    list: (slug: string, query = '') => call('GET /v1/articles/{slug}/comments', { path: { slug }, query }),
    get: (slug: string, id: string) => call('GET /v1/articles/{slug}/comments/{id}', { path: { slug, id } }),
    replies: (slug: string, id: string, query = '') =>
      call('GET /v1/articles/{slug}/comments/{id}/replies', { path: { slug, id }, query }),
    edit: (slug: string, id: string, token: string, text: string, address?: string) =>
      call('PATCH /v1/articles/{slug}/comments/{id}', {
        path: { slug, id },
        headers: { authorization: `Bearer ${token}` },
        body: { text },
        ...(address && { address }),
      }),
    source: (slug: string, id: string, token: string) =>
      call('GET /v1/articles/{slug}/comments/{id}/source', {
        path: { slug, id },
        headers: { authorization: `Bearer ${token}` },
      }),
    remove: (slug: string, id: string, token: string) =>
      call('DELETE /v1/articles/{slug}/comments/{id}', {
        path: { slug, id },
        headers: { authorization: `Bearer ${token}` },
      }),
    /** @param voter the identity to vote with. Without one the vote makes one. */
    vote: (slug: string, id: string, value: unknown, voter?: string, address?: string) =>
      call('PUT /v1/articles/{slug}/comments/{id}/vote', {
        path: { slug, id },
        headers: asVoter(voter),
        body: { value },
        ...(address && { address }),
      }),
    votes: (slug: string, ids: string[], voter?: string) =>
      call('GET /v1/articles/{slug}/votes', {
        path: { slug },
        query: ids.map((id) => `id=${id}`).join('&'),
        headers: asVoter(voter),
      }),
    report: (slug: string, id: string, body: unknown, voter?: string, address?: string) =>
      call('POST /v1/articles/{slug}/comments/{id}/reports', {
        path: { slug, id },
        headers: asVoter(voter),
        body,
        ...(address && { address }),
      }),
    moderate: (action: string, comments: unknown[]) =>
      call('POST /v1/moderation/actions', { groups: ['moderator'], body: { action, comments } }),
    import: (body: unknown) => call('POST /v1/moderation/imports', { groups: ['moderator'], body }),
    queue: (query = '') => call('GET /v1/moderation/comments', { groups: ['moderator'], query }),
  }
}

const asVoter = (voter: string | undefined): Record<string, string> =>
  voter === undefined ? {} : { 'understory-voter': voter }
