/**
 * Editors and readers of articles without HTTP: their endpoints over a real table, and a clock that the test sets.
 */
import { randomBytes } from 'node:crypto'
import { editorEndpoints } from '../../../functions/editor/http/endpoints.ts'
import { runSchedule } from '../../../functions/editor/schedule.ts'
import { api } from '../../../functions/http/api.ts'
import { articleEndpoints } from '../../../functions/reader/articles.ts'
import type { TestTables } from '../tables/tables.ts'
import { eventFor } from './events.ts'
import { captureLog } from './log.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers as JavaScript would
export type Answer = { status: number; headers: Record<string, string>; body: any }
type Headers = Record<string, string>

const ARTICLE = '/v1/editor/articles/{slug}'

type Articles = Pick<TestTables, 'articles'>

export function newsroomOver(
  tables: Articles,
  tablesOf: (functionName: 'editor' | 'reader') => Articles = () => tables,
) {
  const { articles } = tablesOf('editor')
  let now = Date.parse('2026-01-01T12:00:00Z')
  const clock = () => now
  const log = captureLog()
  const handle = api({
    ...editorEndpoints({ articles, clock, randomBytes }, 'cognito:groups'),
    ...articleEndpoints(tablesOf('reader').articles, clock),
  })

  const call = async (routeKey: string, parts: Parameters<typeof eventFor>[1] = {}): Promise<Answer> => {
    const groups = routeKey.includes('/editor/') ? { groups: ['editor'] } : {}
    const { statusCode = 200, headers = {}, body } = await handle(eventFor(routeKey, { ...groups, ...parts }))
    return { status: statusCode, headers: headers as Headers, body: body ? JSON.parse(body) : undefined }
  }
  const at = (slug: string, version: number | string | undefined) => ({
    path: { slug },
    headers: version === undefined ? {} : { 'if-match': typeof version === 'number' ? `"${version}"` : version },
  })

  return {
    call,
    /** The log since the last call. */
    log: log.take,
    clock,
    /** The time in some seconds from now. */
    moment: (seconds: number) => new Date(now + seconds * 1000).toISOString(),
    /** Advances the clock by seconds. */
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    schedule: () => runSchedule({ articles, clock }),
    create: (body: unknown) => call('POST /v1/editor/articles', { body }),
    replace: (slug: string, version: number | string | undefined, body: unknown) =>
      call(`PUT ${ARTICLE}`, { ...at(slug, version), body }),
    patch: (slug: string, version: number | string | undefined, body: unknown) =>
      call(`PATCH ${ARTICLE}`, { ...at(slug, version), body }),
    remove: (slug: string, version: number | string | undefined) => call(`DELETE ${ARTICLE}`, at(slug, version)),
    restore: (slug: string, version: number | string | undefined, body?: unknown) =>
      call(`POST ${ARTICLE}/restore`, { ...at(slug, version), body }),
    edit: (slug: string) => call(`GET ${ARTICLE}`, { path: { slug } }),
    desk: (query = '') => call('GET /v1/editor/articles', { query }),
    revisions: (slug: string, query = '') => call(`GET ${ARTICLE}/revisions`, { path: { slug }, query }),
    revision: (slug: string, version: string) =>
      call(`GET ${ARTICLE}/revisions/{version}`, { path: { slug, version } }),
    read: (slug: string, headers: Headers = {}) => call('GET /v1/articles/{slug}', { path: { slug }, headers }),
    list: (query = '') => call('GET /v1/articles', { query }),
  }
}
