/**
 * The pages, and search, which has one. What renders them is only loaded when the first is asked for: programs and scripts
 * that want JSON should not wait for it.
 */
import type { Settings } from '../domain/settings.ts'
import type { Endpoint } from '../http/api.ts'
import { whenAsked } from '../http/whenAsked.ts'
import type { PageReader } from './pages.ts'

const ROUTES = [
  'GET /',
  'GET /tags',
  'GET /tags/{tag}',
  'GET /articles/{slug}',
  'GET /articles/{slug}/comments/{id}',
  'GET /articles/{slug}/comments/{id}/report',
  'GET /articles/{slug}/conversation',
  'GET /conversation',
  'GET /search',
  'GET /v1/search',
  'GET /{proxy+}',
] as const

export const pageRoutes = (reader: PageReader, settings: () => Promise<Settings>): Record<string, Endpoint> =>
  whenAsked(ROUTES, async () => {
    const [{ pageEndpoints }, { conversationEndpoints }, { searchEndpoints }] = await Promise.all([
      import('./pages.ts'),
      import('./conversation.ts'),
      import('./search.ts'),
    ])
    return { ...pageEndpoints(reader), ...conversationEndpoints(reader, settings), ...searchEndpoints(reader) }
  })
