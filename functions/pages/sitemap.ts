/**
 * What search engines are told: where the articles are (https://www.sitemaps.org/protocol.html), and what is not worth
 * a visit (RFC 9309).
 */
import { html } from './html.ts'
import { xmlDocument } from './xml.ts'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/** A file for each month, so that none grows with the age of the site. */
export const sitemapIndex = (addresses: readonly string[]): string =>
  xmlDocument(html`<sitemapindex xmlns="${NAMESPACE}">
${addresses.map((address) => html`<sitemap><loc>${address}</loc></sitemap>\n`)}</sitemapindex>`)

export const sitemap = (pages: readonly { address: string; changed: string }[]): string =>
  xmlDocument(html`<urlset xmlns="${NAMESPACE}">
${pages.map(({ address, changed }) => html`<url><loc>${address}</loc><lastmod>${changed}</lastmod></url>\n`)}</urlset>`)

/** Forms are the same page once more, and the API is for programs. */
export const robots = (origin: string): string => `User-agent: *
Disallow: /v1/
Disallow: /articles/*/report
Disallow: /*?reply=
Disallow: /*&reply=

Sitemap: ${origin}/sitemap.xml
`
