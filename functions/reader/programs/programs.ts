/**
 * Endpoints for programs: feeds, sitemaps, oEmbed. They are loaded on the first request for one, because pages do not
 * need them.
 */
import { feeds, oembed, sitemaps } from '../../contract/pages.ts'
import type { Endpoint } from '../../http/api.ts'
import { lazyEndpoints } from '../../http/lazyEndpoints.ts'
import type { PageReader } from '../pages/pages.ts'

/** @param articlesInFile of a sitemap, on average */
export const programEndpoints = (reader: PageReader, articlesInFile?: number): Record<string, Endpoint> =>
  lazyEndpoints({ ...feeds.operations, ...sitemaps.operations, ...oembed.operations }, async () => {
    const [{ feedEndpoints }, { sitemapEndpoints }, { oembedEndpoints }] = await Promise.all([
      import('./feeds.ts'),
      import('./sitemaps.ts'),
      import('./oembed.ts'),
    ])
    return { ...feedEndpoints(reader), ...sitemapEndpoints(reader, articlesInFile), ...oembedEndpoints(reader) }
  })
