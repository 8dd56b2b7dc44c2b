/**
 * What an article is. Its key is its first slug and never changes, because comments hang on it; its slug may.
 */
import { ArticleGone, ArticleMoved, ArticleNotFound } from '../errors.ts'

export type CommentPolicy = 'open' | 'held' | 'closed'

export type Author = { name: string; url?: string | undefined }
export type Image = { url: string; alt: string }

/** What an editor decides; a `scheduled` article is public from its time on, whether or not anything has run since. */
export type Status = 'draft' | 'scheduled' | 'published'

/** The facts of an article, without its body: all that listing it and commenting on it need. */
export type Article = {
  key: string
  slug: string
  /** The address of the page that it is, where that is none of ours (domain/articles/externalPage.ts). */
  externalUrl?: string
  title: string
  standfirst: string
  authors: Author[]
  tags: string[]
  image: Image | null
  /** The language that it is written in, a canonical BCP 47 tag; absent where nobody has said so. */
  lang?: string | undefined
  status: Status
  /** When it was or will be published, RFC 3339 UTC; null for a draft that never was. */
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  /** Rises by one with every change; what ETag and If-Match carry. */
  version: number
  comments: { policy: CommentPolicy }
  /** When it was deleted, RFC 3339 UTC; null while it is not. A deleted article can be restored and keeps its slugs. */
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

/** The status as readers meet it: a scheduled article whose time has come is published, whatever has run since. */
export function effectiveStatus(article: Article, now: number): Status {
  const isDue = article.publishedAt !== null && Date.parse(article.publishedAt) <= now
  return article.status === 'scheduled' && isDue ? 'published' : article.status
}

/** When it last changed in the eyes of readers, to whom what was scheduled is new at its time. RFC 3339. */
export const changedAt = ({ publishedAt, updatedAt }: Pick<Article, 'publishedAt' | 'updatedAt'>): string =>
  publishedAt !== null && publishedAt > updatedAt ? publishedAt : updatedAt

/**
 * Lets pass only what readers may see under this slug. Of drafts and of what is still to come nothing is told, neither
 * that it was deleted nor what it is called now.
 * @param slug the one in the address
 * @param now milliseconds since 1970
 * @throws ArticleNotFound, ArticleGone, ArticleMoved
 */
export function requirePublic(article: Article, slug: string, now: number): void {
  const wasPublic = article.publishedAt !== null && Date.parse(article.publishedAt) <= now
  if (article.deletedAt !== null && wasPublic) throw new ArticleGone()
  if (!isPublic(article, now)) throw new ArticleNotFound()
  if (article.slug !== slug) throw new ArticleMoved(article.slug)
}
