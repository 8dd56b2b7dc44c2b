/**
 * The endpoints of pages and of search. The code that renders pages is loaded on the first request for one, so that
 * requests for JSON do not wait for it.
 */
import { conversations, searchPages, sitePages } from '../../contract/pages.ts'
import type { search } from '../../contract/search.ts'
import type { Settings } from '../../domain/site/settings.ts'
import type { Endpoint } from '../../http/api.ts'
import { lazyEndpoints } from '../../http/lazyEndpoints.ts'
import type { PageReader } from './pages.ts'

/** Only the key, because the contract of search imports the schemas of queries. */
const SEARCH: Record<keyof (typeof search)['operations'], true> = { 'GET /v1/search': true }

export const pageRoutes = (reader: PageReader, settings: () => Promise<Settings>): Record<string, Endpoint> =>
  lazyEndpoints(
    { ...sitePages.operations, ...conversations.operations, ...searchPages.operations, ...SEARCH },
    async () => {
      const [{ pageEndpoints }, { conversationEndpoints }, { searchEndpoints }] = await Promise.all([
        import('./pages.ts'),
        import('./conversation.ts'),
        import('./search.ts'),
      ])
      return { ...pageEndpoints(reader), ...conversationEndpoints(reader, settings), ...searchEndpoints(reader) }
    },
  )
