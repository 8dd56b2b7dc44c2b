/**
 * What search engines are told: where the pages are (https://www.sitemaps.org/protocol.html), and what is not worth a
 * visit (RFC 9309).
 */
import { type Html, html } from '../html.ts'
import { xmlDocument } from './xml.ts'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/** A page, or a file of them, and when it last changed, RFC 3339, where that is known. */
export type Place = { address: string; changed?: string | undefined }

/** A file for each month, so that none grows with the age of the site. It names one at least, as its schema wants. */
export const sitemapIndex = (files: readonly Place[]): string =>
  xmlDocument(html`<sitemapindex xmlns="${NAMESPACE}">
${files.map((file) => html`<sitemap>${place(file)}</sitemap>\n`)}</sitemapindex>`)

export const sitemap = (pages: readonly Place[]): string =>
  xmlDocument(html`<urlset xmlns="${NAMESPACE}">
${pages.map((page) => html`<url>${place(page)}</url>\n`)}</urlset>`)

const place = ({ address, changed }: Place): Html =>
  html`<loc>${address}</loc>${changed && html`<lastmod>${changed}</lastmod>`}`

/** Forms and lists of what was found are other pages once more; pieces of a page are for its scripts; the API is for programs. */
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
