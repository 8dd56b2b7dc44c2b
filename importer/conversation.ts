/**
 * The common model of all exports: articles and pages, with the comments under each.
 */
import type { Move } from './moves.ts'

/** A comment as it is sent, and the comment that it answered. */
export type OldComment = {
  /** Identifies the comment in every run: the old system and the comment's number there. */
  ref: string
  /** The `ref` of the comment that it answered, imported or not. */
  parent: string | undefined
  author: { name: string; email?: string | undefined; url?: string | undefined }
  /** Markdown. */
  text: string
  /** RFC 3339. */
  createdAt: string
}

/** An article, as POST /v1/editor/articles takes it. */
export type OldArticle = {
  slug: string
  title: string
  standfirst: string
  body: string
  tags: string[]
  authors: { name: string }[]
  image?: { url: string; alt: string }
  lang?: string
  status: 'draft' | 'scheduled' | 'published'
  publishAt?: string
  comments: { policy: 'open' | 'closed' }
}

/** Where comments belong: under an article, or under a page of another site. */
export type Place = { article: string } | { page: OldPage }

/** A page of another site. */
export type OldPage = {
  url: string
  title: string
  /** Whether its comments were closed. */
  isClosed: boolean
}

/** Something that is not imported, or is changed. */
export type Remark = {
  ref: string
  /** The same for all of one kind. */
  reason: string
  /** Details of this one only. */
  detail?: string | undefined
}

/** Called with each change. */
export type Notice = (reason: string, detail?: string) => void

export type Remarks = { articles: Remark[]; comments: Remark[] }

export type OldConversation = {
  /** Its name in the report. */
  ref: string
  /** Undefined if there is none. Then nothing is sent. */
  place: Place | undefined
  /** Why there is no place. */
  fault?: string | undefined
  /** The article, if it is imported too. */
  article?: OldArticle | undefined
  comments: OldComment[]
  /**
   * The parent of each comment of the export. It includes comments that are not imported, because replies to them need
   * a place.
   */
  parents: ReadonlyMap<string, string | undefined>
  /** What is left out on purpose. */
  leftOut: Remarks
  /** What cannot be imported. */
  refused: Remarks
  /** What was changed. */
  remarks: Remark[]
}

/** How much an export has to import. */
export type Amount = { articles: number; comments: number }

/** An export that was read once. */
export type Export = {
  amount: Amount
  /** Numbers of comments for pages of other sites, by origin. */
  origins: ReadonlyMap<string, number>
  conversations: () => AsyncIterable<OldConversation>
}

/** Choices of the person who runs the import. */
export type Choices = {
  /** What identifies the place of comments: an article's slug, or the address of a page of another site. */
  by: 'slug' | 'url'
  /** Whether WordPress's pages are imported as articles. */
  pages: boolean
  /** Old addresses of pages, and their addresses now. */
  moves: readonly Move[]
}

/** Counts comments by the origin of their page. Comments of articles are not counted. */
export function countOrigin(origins: Map<string, number>, place: Place | undefined, comments: number): void {
  if (place === undefined || !('page' in place) || comments === 0) return
  const { origin } = new URL(place.page.url)
  origins.set(origin, (origins.get(origin) ?? 0) + comments)
}
