/**
 * What programs ask for: feeds, the sitemap, oEmbed. Loaded when one of them comes, because readers never need it.
 */
import { feeds, oembed, sitemaps } from '../../contract/pages.ts'
import type { Endpoint } from '../../http/api.ts'
import { whenAsked } from '../../http/whenAsked.ts'
import type { PageReader } from '../pages/pages.ts'

/** @param articlesInFile as many as one file of the sitemap takes */
export const programEndpoints = (reader: PageReader, articlesInFile?: number): Record<string, Endpoint> =>
  whenAsked({ ...feeds.operations, ...sitemaps.operations, ...oembed.operations }, async () => {
    const [{ feedEndpoints }, { sitemapEndpoints }, { oembedEndpoints }] = await Promise.all([
      import('./feeds.ts'),
      import('./sitemaps.ts'),
      import('./oembed.ts'),
    ])
    return { ...feedEndpoints(reader), ...sitemapEndpoints(reader, articlesInFile), ...oembedEndpoints(reader) }
  })
