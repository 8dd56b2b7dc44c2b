/**
 * Feed entries for articles and comments. Ids never change, and links are absolute.
 */
import { type Article, changedAt } from '../../domain/articles/article.ts'
import { permanentName } from '../../domain/articles/permanentName.ts'
import type { CommentView } from '../../http/views/commentViews.ts'
import { html, unescaped } from '../html.ts'
import type { Language } from '../languages/language.ts'
import { sayText } from '../languages/wording.ts'
import { articleAddress, commentAddress } from '../page.ts'
import type { Entry } from './feed.ts'

/**
 * Most bytes of texts in one feed of articles. They are counted as sent: escaped for XML and again for JSON, because
 * Lambda's answer is JSON and has at most 6 MB. Older entries beyond that have no text.
 */
const MOST_CONTENT = 2_000_000

/** The address of an article. */
export const homeOf = (origin: string, { slug, externalUrl }: Article): string =>
  externalUrl ?? origin + articleAddress(slug)

/** The id is made of the article's key and creation time, which never change. */
const articleName = ({ key, createdAt }: Article): string => permanentName('article', key, createdAt)
export const conversationName = ({ key, createdAt }: Article): string => permanentName('conversation', key, createdAt)

/**
 * The entries of a feed of articles, newest first.
 * @param texts the articles' HTML by key, if it is known
 */
export function articleEntries(
  origin: string,
  articles: readonly Article[],
  texts: ReadonlyMap<string, string>,
  most = MOST_CONTENT,
): Entry[] {
  let left = most
  return articles.map((article) => {
    const text = texts.get(article.key)
    const whole = text === undefined ? undefined : wholeText(origin, article, text)
    left -= whole === undefined ? 0 : Buffer.byteLength(JSON.stringify(html`${whole}`.toString()))
    return articleEntry(origin, article, left < 0 ? undefined : whole)
  })
}

function articleEntry(origin: string, article: Article, whole: string | undefined): Entry {
  const { slug, title, standfirst, lang, authors, tags, image, createdAt, publishedAt } = article
  const url = origin + articleAddress(slug)
  return {
    id: articleName(article),
    url,
    title,
    language: lang,
    published: publishedAt ?? createdAt,
    updated: changedAt(article),
    authors,
    tags,
    image,
    summary: standfirst,
    content: whole,
    replies: `${url}/comments.xml`,
  }
}

/** The content of the article's page: picture, standfirst and text. */
function wholeText(origin: string, { slug, standfirst, image }: Article, text: string): string {
  const picture = image && html`<p><img src="${image.url}" alt="${image.alt}"></p>\n`
  const intro = standfirst !== '' && html`<p><strong>${standfirst}</strong></p>\n`
  return `${html`${picture}${intro}`}${withWholeLinks(text, origin + articleAddress(slug))}`
}

/** Removed comments have no entry. */
export function commentEntry(origin: string, language: Language, article: Article, comment: CommentView): Entry[] {
  const { id, parentId, replyTo, author, createdAt, editedAt, html: text, state } = comment
  if (state !== 'published' || author === null) return []
  const url = origin + commentAddress(article.slug, id)
  const answered = replyTo ?? parentId
  const parent =
    answered === null
      ? { id: articleName(article), url: homeOf(origin, article) }
      : { id: commentName(answered), url: origin + commentAddress(article.slug, answered) }
  return [
    {
      id: commentName(id),
      url,
      title: sayText(language.messages.commentOn, { name: author.name, title: article.title }),
      titleLanguage: language.locale,
      published: createdAt,
      updated: editedAt ?? createdAt,
      authors: [author],
      content: withWholeLinks(text, url),
      inReplyTo: parent,
    },
  ]
}

/** The id is made of the comment's id, a ULID, which is unique. */
const commentName = (id: string): string => permanentName('comment', id)

/**
 * The HTML with absolute addresses in links and pictures. Every tag was written by micromark, which escapes quotes in
 * text, so the pattern finds only attributes.
 */
export const withWholeLinks = (stored: string, base: string): string =>
  stored.replace(/ (href|src)="([^"]*)"/g, (attribute, name: string, value: string) => {
    const whole = URL.parse(unescaped(value), base)?.href
    return whole === undefined ? attribute : ` ${name}="${html`${whole}`}"`
  })
