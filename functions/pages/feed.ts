/**
 * What programs follow a site by: Atom (RFC 4287) with threads (RFC 4685) and pages (RFC 5005), and JSON Feed 1.1
 * (https://www.jsonfeed.org/version/1.1/).
 */
import { isWeb } from './bylines.ts'
import { html } from './html.ts'
import { xmlDocument } from './xml.ts'

type Author = { name: string; url?: string | undefined }

export type Entry = {
  /** Stays the same whatever the entry's address becomes. */
  id: string
  url: string
  title: string
  /** RFC 3339, as are all times here. */
  published: string
  updated: string
  authors: readonly Author[]
  tags?: readonly string[]
  image?: string | undefined
  /** What it says in short, as text. */
  summary?: string
  /** What it says, as HTML that was made safe when it was stored. */
  content?: string
  /** The id and address of what it answers. */
  inReplyTo?: { id: string; url: string }
}

export type Feed = {
  title: string
  /** BCP 47 */
  language: string
  /** The page that shows the same, and the feed itself. */
  page: string
  self: string
  next: string | undefined
  /** Whose an entry without authors is. */
  publisher: string
  entries: readonly Entry[]
}

/** The time of a feed that has nothing yet. */
const NEVER = '1970-01-01T00:00:00.000Z'

export function atom({ title, language, page, self, next, publisher, entries }: Feed): string {
  const updated =
    entries
      .map((entry) => entry.updated)
      .toSorted()
      .at(-1) ?? NEVER
  return xmlDocument(html`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="${language}">
<id>${self}</id>
<title>${title}</title>
<updated>${updated}</updated>
<author><name>${publisher}</name></author>
<link rel="self" type="application/atom+xml" href="${self}"/>
<link rel="alternate" type="text/html" href="${page}"/>
${next && html`<link rel="next" type="application/atom+xml" href="${next}"/>`}
${entries.map(atomEntry)}</feed>`)
}

const atomEntry = ({
  id,
  url,
  title,
  published,
  updated,
  authors,
  tags = [],
  summary,
  content,
  inReplyTo,
}: Entry) => html`<entry>
<id>${id}</id>
<title>${title}</title>
<link rel="alternate" type="text/html" href="${url}"/>
<published>${published}</published>
<updated>${updated}</updated>
${authors.map(({ name, url: uri }) => html`<author><name>${name}</name>${isWeb(uri) && html`<uri>${uri}</uri>`}</author>\n`)}${tags.map((tag) => html`<category term="${tag}"/>\n`)}${inReplyTo && html`<thr:in-reply-to ref="${inReplyTo.id}" type="text/html" href="${inReplyTo.url}"/>\n`}${summary && html`<summary>${summary}</summary>\n`}${content && html`<content type="html">${content}</content>\n`}</entry>
`

export function jsonFeed({ title, language, page, self, next, publisher, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    language,
    home_page_url: page,
    feed_url: self,
    ...(next && { next_url: next }),
    authors: [{ name: publisher }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      // Each item has one of the two at least.
      ...(entry.content === undefined
        ? { content_text: entry.summary || entry.title }
        : { content_html: entry.content }),
      ...(entry.summary && { summary: entry.summary }),
      ...(entry.image && { image: entry.image }),
      date_published: entry.published,
      date_modified: entry.updated,
      ...(entry.authors.length > 0 && {
        authors: entry.authors.map(({ name, url }) => ({ name, ...(isWeb(url) && { url }) })),
      }),
      ...(entry.tags && entry.tags.length > 0 && { tags: entry.tags }),
    })),
  })
}
