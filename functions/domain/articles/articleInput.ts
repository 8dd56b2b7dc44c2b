/**
 * The input of editors, and the rules of publication, revision and deletion.
 */

import { InvalidInput } from '../errors.ts'
import type { Cause } from '../faults.ts'
import { type Article, type Author, type CommentPolicy, effectiveStatus, type Image, type Status } from './article.ts'

/** An article as an editor sends it. */
export type ArticleInput = {
  title: string
  slug?: string | undefined
  standfirst: string
  /** Markdown. */
  body: string
  tags: string[]
  authors: Author[]
  image?: Image | null | undefined
  lang?: string | undefined
  status: Status
  /** RFC 3339 UTC. */
  publishAt?: string | undefined
  comments: { policy: CommentPolicy }
}

/**
 * Makes a new article.
 * @param slug its first slug, which becomes its key
 * @param now milliseconds since 1970
 * @throws InvalidInput when status and time of publication contradict each other
 */
export function newArticle(input: ArticleInput, slug: string, now: number): Article {
  const at = new Date(now).toISOString()
  return {
    key: slug,
    slug,
    ...contentOf(input),
    ...publicationOf(input, null, now),
    createdAt: at,
    updatedAt: at,
    version: 1,
    comments: { policy: input.comments.policy },
    deletedAt: null,
  }
}

/**
 * The article with the content of the input. Without a slug in the input, it keeps its slug.
 * @throws InvalidInput when status and time of publication contradict each other
 */
export function replaced(article: Article, input: ArticleInput, now: number): Article {
  return {
    ...succeeding(article, now),
    slug: input.slug ?? article.slug,
    ...contentOf(input),
    ...publicationOf(input, article.publishedAt, now),
    comments: { policy: input.comments.policy },
  }
}

/** The article, marked as deleted. It keeps all its data and can be restored. */
export const deleted = (article: Article, now: number): Article => ({
  ...succeeding(article, now),
  deletedAt: new Date(now).toISOString(),
})

/**
 * The article, no longer deleted, with the content of an earlier revision if one is given. Slug, publication and
 * comment policy keep their current values, because they are not part of the content.
 */
export function restored(article: Article, revision: Article | undefined, now: number): Article {
  return { ...succeeding(article, now), ...(revision && contentOf(revision)), deletedAt: null }
}

/** The article in the form of its input. Merge patches apply to this form. */
export function documentOf(article: Article, source: string, now: number): ArticleInput {
  return {
    title: article.title,
    slug: article.slug,
    standfirst: article.standfirst,
    body: source,
    tags: article.tags,
    authors: article.authors,
    ...(article.image && { image: article.image }),
    ...(article.lang !== undefined && { lang: article.lang }),
    status: effectiveStatus(article, now),
    ...(article.publishedAt !== null && { publishAt: article.publishedAt }),
    comments: article.comments,
  }
}

function succeeding(article: Article, now: number): Article {
  return { ...article, updatedAt: new Date(now).toISOString(), version: article.version + 1 }
}

/** Includes `lang` even if undefined, so that a change can remove it. */
function contentOf({ title, standfirst, authors, tags, image = null, lang }: Omit<ArticleInput, 'status' | 'body'>) {
  return { title, standfirst, authors, tags, image, lang }
}

/**
 * Status and publication time of an article. An article that has been public keeps its publication time when it is
 * withdrawn or published again. So it keeps its position in lists.
 * @param before the current publication time
 */
function publicationOf(
  { status, publishAt }: ArticleInput,
  before: string | null,
  now: number,
): Pick<Article, 'status' | 'publishedAt'> {
  const isPast = (time: string) => Date.parse(time) <= now
  const firstTime = before !== null && isPast(before) ? before : null
  switch (status) {
    case 'draft':
      return { status, publishedAt: publishAt ?? firstTime }
    case 'scheduled':
      if (publishAt === undefined) throw fault({ code: 'publication-time-missing' })
      return { status: isPast(publishAt) ? 'published' : 'scheduled', publishedAt: publishAt }
    case 'published':
      if (publishAt !== undefined && !isPast(publishAt)) throw fault({ code: 'publication-time-in-future' })
      return { status, publishedAt: publishAt ?? firstTime ?? new Date(now).toISOString() }
  }
}

const fault = (cause: Cause) => new InvalidInput([{ path: ['publishAt'], ...cause }])
