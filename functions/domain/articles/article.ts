/**
 * Types of an article, and its visibility. The key of an article is its first slug. The slug may change. The key does
 * not, because comments are stored under it.
 */
import { ArticleGone, ArticleMoved, ArticleNotFound } from '../errors.ts'

export type CommentPolicy = 'open' | 'held' | 'closed'

export type Author = { name: string; url?: string | undefined }
export type Image = { url: string; alt: string }

/** Set by an editor. A `scheduled` article is public from its time on, without any job that publishes it. */
export type Status = 'draft' | 'scheduled' | 'published'

/** An article without its body, as lists and comments need it. */
export type Article = {
  key: string
  slug: string
  /** The address of an external page (domain/articles/externalPage.ts). */
  externalUrl?: string
  title: string
  standfirst: string
  authors: Author[]
  tags: string[]
  image: Image | null
  /** The language of the article, a canonical BCP 47 tag; absent if unknown. */
  lang?: string | undefined
  status: Status
  /** The time of publication, past or future, RFC 3339 UTC; null for a draft that was never published. */
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  /** Increases by one with every change. ETag and If-Match use it. */
  version: number
  comments: { policy: CommentPolicy }
  /** The time of deletion, RFC 3339 UTC; null if not deleted. A deleted article can be restored and keeps its slugs. */
  deletedAt: string | null
}

/**
 * Whether readers may see the article.
 * @param now milliseconds since 1970
 */
export function isPublic(article: Article, now: number): boolean {
  return (
    article.deletedAt === null &&
    article.status !== 'draft' &&
    article.publishedAt !== null &&
    Date.parse(article.publishedAt) <= now
  )
}

/** The status for readers: a scheduled article is `published` from its time on. */
export function effectiveStatus(article: Article, now: number): Status {
  const isDue = article.publishedAt !== null && Date.parse(article.publishedAt) <= now
  return article.status === 'scheduled' && isDue ? 'published' : article.status
}

/**
 * The time of the last change that readers see, RFC 3339. For a scheduled article, that is at least its publication
 * time.
 */
export const changedAt = ({ publishedAt, updatedAt }: Pick<Article, 'publishedAt' | 'updatedAt'>): string =>
  publishedAt !== null && publishedAt > updatedAt ? publishedAt : updatedAt

/**
 * Throws unless readers may see the article under this slug. For drafts and scheduled articles, the error is always
 * {@link ArticleNotFound}: it reveals neither a deletion nor a new slug.
 * @param slug the slug in the address
 * @param now milliseconds since 1970
 * @throws ArticleNotFound, ArticleGone, ArticleMoved
 */
export function requirePublic(article: Article, slug: string, now: number): void {
  const wasPublic = article.publishedAt !== null && Date.parse(article.publishedAt) <= now
  if (article.deletedAt !== null && wasPublic) throw new ArticleGone()
  if (!isPublic(article, now)) throw new ArticleNotFound()
  if (article.slug !== slug) throw new ArticleMoved(article.slug)
}
