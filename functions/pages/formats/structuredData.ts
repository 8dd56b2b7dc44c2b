/**
 * Metadata of a page: Open Graph (https://ogp.me) for previews of links, schema.org for search engines
 * (https://developers.google.com/search/docs/appearance/structured-data/article). A data block is no script, so the
 * Content-Security-Policy need not allow one.
 */

import { changedAt } from '../../domain/articles/article.ts'
import type { ArticleView } from '../../http/views/articleViews.ts'
import type { CommentView } from '../../http/views/commentViews.ts'
import { isWeb } from '../bylines.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { type Html, html, jsonInScript, unescaped } from '../html.ts'
import { sayText } from '../languages/wording.ts'
import { articleAddress, commentAddress, type Page } from '../page.ts'

/** Characters of a comment that the metadata repeats. */
const EXCERPT = 200

const property = (name: string, content: string | null | undefined) =>
  content && html`<meta property="${name}" content="${content}">\n`

/** Open Graph of a list of articles. */
export const openGraphOf = ({ site, origin }: Page, { title, address }: { title: string; address: string }): Html =>
  html`${property('og:type', 'website')}${property('og:title', title)}${property('og:url', origin + address)}${property('og:site_name', site.name)}<meta name="twitter:card" content="summary">`

type Commented = Pick<ArticleView, 'slug' | 'title'>

/** Open Graph of a single comment, with its first words. */
export function openGraphOfComment({ site, origin, language }: Page, { slug, title }: Commented, comment: CommentView) {
  const { id, author, createdAt, html: stored } = comment
  const heading = sayText(language.messages.commentOn, { name: author?.name ?? '', title })
  return html`${property('og:type', 'article')}${property('og:title', heading)}${property('og:description', excerpt(stored))}${property(
    'og:url',
    origin + commentAddress(slug, id),
  )}${property('og:site_name', site.name)}${property('article:published_time', createdAt)}<meta name="twitter:card" content="summary">`
}

export function openGraph({ site, origin }: Page, article: ArticleView): Html {
  const { slug, title, standfirst, lang, authors, tags, image, publishedAt } = article
  return html`${property('og:type', 'article')}${property('og:title', title)}${property('og:description', standfirst)}${property(
    'og:url',
    origin + articleAddress(slug),
  )}${property('og:site_name', site.name)}${property('og:locale', lang && localeOf(lang))}${property('og:image', image?.url)}${property('og:image:alt', image?.alt)}${property(
    'article:published_time',
    publishedAt,
  )}${property('article:modified_time', changedAt(article))}${authors.map(({ name }) => property('article:author', name))}${tags.map(
    (tag) => property('article:tag', tag),
  )}<meta name="twitter:card" content="${image ? 'summary_large_image' : 'summary'}">`
}

export function structuredArticle(
  page: Page,
  article: ArticleView,
  { total, items }: Pick<Conversation, 'total' | 'items'>,
): Html {
  const { site, origin } = page
  const { slug, title, standfirst, lang, authors, tags, image, publishedAt } = article
  const url = origin + articleAddress(slug)
  const logo = { '@type': 'ImageObject', url: origin + site.assets.icon }
  const publisher = { '@type': 'Organization', name: site.name, url: `${origin}/`, logo }
  return jsonBlock({
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: url,
    url,
    headline: title,
    ...(standfirst !== '' && { description: standfirst }),
    datePublished: publishedAt,
    dateModified: changedAt(article),
    ...(lang !== undefined && { inLanguage: lang }),
    author: authors.length === 0 ? publisher : authors.map(person),
    publisher,
    ...(image && { image: [image.url] }),
    ...(tags.length > 0 && { keywords: tags }),
    ...(total !== undefined && { commentCount: total }),
    comment: items.flatMap((item) => structuredComment(page, slug, item)),
  })
}

/** Structured data of a comment's own page. */
export function structuredPermalink(page: Page, { slug, title }: Commented, comment: CommentView): Html {
  const { origin } = page
  const [facts] = structuredComment(page, slug, comment)
  const story = { '@type': 'NewsArticle', url: origin + articleAddress(slug), headline: title }
  const answered = comment.replyTo ?? comment.parentId
  const parent = answered !== null && { '@type': 'Comment', url: origin + commentAddress(slug, answered) }
  return jsonBlock({ '@context': 'https://schema.org', ...facts, about: story, ...(parent && { parentItem: parent }) })
}

const counter = (action: string, count: number) => ({
  '@type': 'InteractionCounter',
  interactionType: `https://schema.org/${action}`,
  userInteractionCount: count,
})

/** Open Graph requires a territory. This is the one with most speakers. */
function localeOf(lang: string): string {
  const { language, region } = new Intl.Locale(lang).maximize()
  return region === undefined ? language : `${language}_${region}`
}

/** Removed comments have no metadata. */
function structuredComment({ origin }: Page, slug: string, comment: CommentView): object[] {
  if (comment.state !== 'published' || comment.author === null) return []
  const counters = [
    counter('CommentAction', comment.replies.total),
    // The score that the page shows. schema.org allows no negative count.
    counter('LikeAction', Math.max(0, comment.score)),
  ].filter(({ userInteractionCount }) => userInteractionCount > 0)
  return [
    {
      '@type': 'Comment',
      url: origin + commentAddress(slug, comment.id),
      text: excerpt(comment.html),
      datePublished: comment.createdAt,
      ...(comment.editedAt !== null && { dateModified: comment.editedAt }),
      author: person(comment.author),
      ...(comment.replies.total > 0 && { commentCount: comment.replies.total }),
      ...(counters.length > 0 && { interactionStatistic: counters }),
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

function plainText(stored: string): string {
  const words = stored.replace(/<(?:br|\/p|\/li|\/pre|\/blockquote|hr)[^>]*>/g, ' ').replace(/<[^>]*>/g, '')
  return unescaped(words).replace(/\s+/g, ' ').trim()
}
