/**
 * Feeds: Atom (RFC 4287) with threads (RFC 4685), pages (RFC 5005) and pictures (https://www.rssboard.org/media-rss),
 * and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
 */
import { isWeb } from '../bylines.ts'
import { type Html, html } from '../html.ts'
import { xmlDocument } from './xml.ts'

type Author = { name: string; url?: string | undefined }

export type Entry = {
  /** Does not change when the entry's address does. */
  id: string
  url: string
  title: string
  /** BCP 47. Undefined if unknown. */
  language?: string | undefined
  /** The language of the title if it differs: “Comment by …” is in the feed's language. */
  titleLanguage?: string | undefined
  /** RFC 3339, like all times here. */
  published: string
  updated: string
  authors: readonly Author[]
  tags?: readonly string[]
  image?: { url: string; alt: string } | null | undefined
  /** A summary as plain text. */
  summary?: string
  /** The whole content as HTML. It was made safe when it was stored. */
  content?: string | undefined
  /** The id and address of the comment that it answers. */
  inReplyTo?: { id: string; url: string }
  /** The feed of its comments. */
  replies?: string
}

export type Feed = {
  /** The same on each page of the feed, and at every host. */
  id: string
  title: string
  /** BCP 47. Set if the title has words from a catalogue. */
  language?: string | undefined
  /** The addresses of the page with the same content, of this page of the feed, and of the feed's first page. */
  page: string
  self: string
  first: string
  next: string | undefined
  /** The author of entries without authors. */
  publisher: string
  entries: readonly Entry[]
}

/** The time of an empty feed. */
const NEVER = '1970-01-01T00:00:00.000Z'
const ATOM = 'application/atom+xml'

export function atom({ id, title, language, page, self, first, next, publisher, entries }: Feed): string {
  const updated =
    entries
      .map((entry) => entry.updated)
      .toSorted()
      .at(-1) ?? NEVER
  return xmlDocument(html`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:media="http://search.yahoo.com/mrss/">
<id>${id}</id>
<title${inLanguage(language)}>${title}</title>
<updated>${updated}</updated>
<author><name>${publisher}</name></author>
<link rel="self" type="${ATOM}" href="${self}"/>
<link rel="alternate" type="text/html" href="${page}"/>
${first !== self && html`<link rel="first" type="${ATOM}" href="${first}"/>\n`}${next && html`<link rel="next" type="${ATOM}" href="${next}"/>\n`}${entries.map(atomEntry)}</feed>`)
}

const inLanguage = (tag: string | undefined): Html | undefined =>
  tag === undefined ? undefined : html` xml:lang="${tag}"`

const atomEntry = (entry: Entry): Html => {
  const { id, url, title, language, titleLanguage, published, updated, authors, tags = [], image, summary } = entry
  const { content, inReplyTo, replies } = entry
  return html`<entry${inLanguage(language)}>
<id>${id}</id>
<title${inLanguage(titleLanguage)}>${title}</title>
<link rel="alternate" type="text/html" href="${url}"/>
${replies && html`<link rel="replies" type="${ATOM}" href="${replies}"/>\n`}<published>${published}</published>
<updated>${updated}</updated>
${authors.map(({ name, url: uri }) => html`<author><name>${name}</name>${isWeb(uri) && html`<uri>${uri}</uri>`}</author>\n`)}${tags.map((tag) => html`<category term="${tag}"/>\n`)}${inReplyTo && html`<thr:in-reply-to ref="${inReplyTo.id}" type="text/html" href="${inReplyTo.url}"/>\n`}${image && html`<media:thumbnail url="${image.url}"/>\n`}${summary && html`<summary>${summary}</summary>\n`}${content && html`<content type="html">${content}</content>\n`}</entry>
`
}

export function jsonFeed({ title, language, page, self, next, publisher, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    ...(language && { language }),
    home_page_url: page,
    feed_url: self,
    ...(next && { next_url: next }),
    authors: [{ name: publisher }],
    items: entries.map(jsonItem),
  })
}

function jsonItem({
  id,
  url,
  title,
  language,
  published,
  updated,
  authors,
  tags = [],
  image,
  summary,
  content,
}: Entry) {
  return {
    id,
    url,
    title,
    ...(language && { language }),
    // JSON Feed requires one of the two.
    ...(content ? { content_html: content } : { content_text: summary || title }),
    ...(summary && { summary }),
    ...(image && { image: image.url }),
    date_published: published,
    date_modified: updated,
    ...(authors.length > 0 && {
      authors: authors.map(({ name, url: address }) => ({ name, ...(isWeb(address) && { url: address }) })),
    }),
    ...(tags.length > 0 && { tags }),
  }
}
