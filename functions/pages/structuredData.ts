/**
 * The article for machines: Open Graph (https://ogp.me) for those who pass the link on, schema.org for search engines
 * (https://developers.google.com/search/docs/appearance/structured-data/article). A data block is no script, so the
 * Content-Security-Policy need not allow one.
 */

import type { ArticleView } from '../http/articleViews.ts'
import type { CommentView } from '../http/commentViews.ts'
import { isWeb } from './bylines.ts'
import { type Html, html, jsonInScript } from './html.ts'
import { articleAddress, commentAddress, type Page } from './page.ts'

/** Characters of a comment that are repeated for machines; the rest stands on the page itself. */
const EXCERPT = 200

export function openGraph({ site, origin }: Page, article: ArticleView): Html {
  const { slug, title, standfirst, authors, tags, image, publishedAt, updatedAt } = article
  const property = (name: string, content: string | null | undefined) =>
    content && html`<meta property="${name}" content="${content}">\n`
  return html`${property('og:type', 'article')}${property('og:title', title)}${property('og:description', standfirst)}${property(
    'og:url',
    origin + articleAddress(slug),
  )}${property('og:site_name', site.name)}${property('og:image', image?.url)}${property('og:image:alt', image?.alt)}${property(
    'article:published_time',
    publishedAt,
  )}${property('article:modified_time', updatedAt)}${authors.map(({ name }) => property('article:author', name))}${tags.map(
    (tag) => property('article:tag', tag),
  )}<meta name="twitter:card" content="${image ? 'summary_large_image' : 'summary'}">`
}

type Talk = { total?: number | undefined; items: readonly CommentView[] }

export function structuredArticle(page: Page, article: ArticleView, { total, items }: Talk): Html {
  const { site, origin } = page
  const { slug, title, standfirst, authors, tags, image, publishedAt, updatedAt } = article
  const url = origin + articleAddress(slug)
  const publisher = { '@type': 'Organization', name: site.name, url: `${origin}/` }
  return jsonBlock({
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: url,
    url,
    headline: title,
    ...(standfirst !== '' && { description: standfirst }),
    datePublished: publishedAt,
    dateModified: updatedAt,
    author: authors.length === 0 ? publisher : authors.map(person),
    publisher,
    ...(image && { image: [image.url] }),
    ...(tags.length > 0 && { keywords: tags }),
    ...(total !== undefined && { commentCount: total }),
    comment: items.flatMap((item) => structuredComment(page, slug, item)),
  })
}

/** A removed comment says nothing to machines either. */
function structuredComment({ origin }: Page, slug: string, comment: CommentView): object[] {
  if (comment.state !== 'published' || comment.author === null) return []
  return [
    {
      '@type': 'Comment',
      url: origin + commentAddress(slug, comment.id),
      text: excerpt(comment.html),
      dateCreated: comment.createdAt,
      author: person(comment.author),
    },
  ]
}

const person = ({ name, url }: { name: string; url?: string | undefined }) => ({
  '@type': 'Person',
  name,
  ...(isWeb(url) && { url }),
})

const jsonBlock = (value: object): Html => html`<script type="application/ld+json">${jsonInScript(value)}</script>`

/** The first words of a comment as plain text. */
function excerpt(stored: string): string {
  const characters = [...plainText(stored)]
  return characters.length <= EXCERPT ? characters.join('') : `${characters.slice(0, EXCERPT - 1).join('')}…`
}

const CHARACTERS: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

function plainText(stored: string): string {
  return stored
    .replace(/<(?:br|\/p|\/li|\/pre|\/blockquote|hr)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => CHARACTERS[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim()
}
