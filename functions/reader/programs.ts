/**
 * What programs ask for: feeds, the sitemap, oEmbed. Loaded when one of them comes, because readers never need it.
 */
import type { Endpoint } from '../http/api.ts'
import { whenAsked } from '../http/whenAsked.ts'
import type { PageReader } from './pages.ts'

const ROUTES = [
  'GET /feed.xml',
  'GET /feed.json',
  'GET /tags/{tag}/feed.xml',
  'GET /tags/{tag}/feed.json',
  'GET /comments.xml',
  'GET /articles/{slug}/comments.xml',
  'GET /sitemap.xml',
  'GET /sitemaps/{file}',
  'GET /robots.txt',
  'GET /oembed',
] as const

/** @param articlesInFile as many as one file of the sitemap takes */
export const programEndpoints = (reader: PageReader, articlesInFile?: number): Record<string, Endpoint> =>
  whenAsked(ROUTES, async () => {
    const [{ feedEndpoints }, { sitemapEndpoints }, { oembedEndpoints }] = await Promise.all([
      import('./feeds.ts'),
      import('./sitemaps.ts'),
      import('./oembed.ts'),
    ])
    return { ...feedEndpoints(reader), ...sitemapEndpoints(reader, articlesInFile), ...oembedEndpoints(reader) }
  })
