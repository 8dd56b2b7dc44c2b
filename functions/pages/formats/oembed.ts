/**
 * oEmbed 1.0 (https://oembed.com): what other sites show for a link to a page. The answer is of type `link` and has
 * text without markup, so a site that shows it runs nothing of ours and nothing that a commenter wrote.
 */
import { isWeb } from '../bylines.ts'
import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { xmlDocument } from './xml.ts'

type Linked = {
  title: string
  authors: readonly { name: string; url?: string | undefined }[]
  provider: { name: string; url: string }
}

/** Seconds that other sites may keep it. */
const CACHE_AGE = 3600

export function embedding({ title, authors, provider }: Linked): Record<string, string | number> {
  const [first, second] = authors
  return {
    version: '1.0',
    type: 'link',
    title,
    ...(first && { author_name: authors.map(({ name }) => name).join(', ') }),
    // With several authors, one address would be ambiguous.
    ...(second === undefined && isWeb(first?.url) && { author_url: first.url }),
    provider_name: provider.name,
    provider_url: provider.url,
    cache_age: CACHE_AGE,
  }
}

export const embeddingXml = (fields: Record<string, string | number>): string =>
  xmlDocument(html`<oembed>
${Object.entries(fields).map(([name, value]) => html`<${name}>${value}</${name}>\n`)}</oembed>`)

/**
 * Links in the head of a page, by which other sites find its oEmbed answer.
 * @param address of the page within the site
 */
export function embeddingLinks({ origin }: Page, address: string): Html {
  const ask = (format: string) => `${origin}/oembed?${new URLSearchParams({ url: origin + address, format })}`
  return html`<link rel="alternate" type="application/json+oembed" href="${ask('json')}">
<link rel="alternate" type="text/xml+oembed" href="${ask('xml')}">`
}
