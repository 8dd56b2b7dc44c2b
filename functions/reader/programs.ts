/**
 * What programs ask for: feeds, the sitemap, oEmbed. Loaded when one of them comes, because readers never need it.
 */
import type { Endpoint } from '../http/api.ts'
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
export function programEndpoints(reader: PageReader, articlesInFile?: number): Record<string, Endpoint> {
  let loaded: Promise<Record<string, Endpoint>> | undefined
  const load = async (): Promise<Record<string, Endpoint>> => {
    const [{ feedEndpoints }, { sitemapEndpoints }, { oembedEndpoints }] = await Promise.all([
      import('./feeds.ts'),
      import('./sitemaps.ts'),
      import('./oembed.ts'),
    ])
    return { ...feedEndpoints(reader), ...sitemapEndpoints(reader, articlesInFile), ...oembedEndpoints(reader) }
  }
  const lazily =
    (route: string): Endpoint =>
    async (event) => {
      loaded ??= load()
      const endpoint = (await loaded)[route]
      if (!endpoint) throw new Error(`Nothing answers “${route}”.`)
      return endpoint(event)
    }
  return Object.fromEntries(ROUTES.map((route) => [route, lazily(route)]))
}
