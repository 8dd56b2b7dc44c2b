/**
 * What other sites learn of a page that somebody links to there: oEmbed 1.0 (https://oembed.com). The answer is of type
 * `link`, words without markup: whoever shows them runs nothing of ours, and nothing that a commenter wrote.
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

/** Seconds that others may keep it. */
const CACHE_AGE = 3600

export function embedding({ title, authors, provider }: Linked): Record<string, string | number> {
  const [first, second] = authors
  return {
    version: '1.0',
    type: 'link',
    title,
    ...(first && { author_name: authors.map(({ name }) => name).join(', ') }),
    // Of several authors none is meant by one address.
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
 * How others find it: links in the head of a page.
 * @param address of the page within the site
 */
export function embeddingLinks({ origin }: Page, address: string): Html {
  const ask = (format: string) => `${origin}/oembed?${new URLSearchParams({ url: origin + address, format })}`
  return html`<link rel="alternate" type="application/json+oembed" href="${ask('json')}">
<link rel="alternate" type="text/xml+oembed" href="${ask('xml')}">`
}
