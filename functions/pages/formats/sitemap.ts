/**
 * Sitemaps (https://www.sitemaps.org/protocol.html), and robots.txt (RFC 9309).
 */
import { type Html, html } from '../html.ts'
import { xmlDocument } from './xml.ts'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/** A page or a file of the sitemap, and when it last changed (RFC 3339), if that is known. */
export type Place = { address: string; changed?: string | undefined }

/** A file for each month, so that no file grows with the age of the site. The schema requires at least one. */
export const sitemapIndex = (files: readonly Place[]): string =>
  xmlDocument(html`<sitemapindex xmlns="${NAMESPACE}">
${files.map((file) => html`<sitemap>${place(file)}</sitemap>\n`)}</sitemapindex>`)

export const sitemap = (pages: readonly Place[]): string =>
  xmlDocument(html`<urlset xmlns="${NAMESPACE}">
${pages.map((page) => html`<url>${place(page)}</url>\n`)}</urlset>`)

const place = ({ address, changed }: Place): Html =>
  html`<loc>${address}</loc>${changed && html`<lastmod>${changed}</lastmod>`}`

/** Search engines should not visit forms and search results, pieces of pages, and the API. */
export const robots = (origin: string): string => `User-agent: *
Disallow: /v1/
Disallow: /search
Disallow: /conversation
Disallow: /articles/*/conversation
Disallow: /articles/*/report
Disallow: /articles/*/own
Disallow: /*?reply=
Disallow: /*&reply=

Sitemap: ${origin}/sitemap.xml
`
