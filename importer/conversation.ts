/**
 * The common model of all exports: articles and pages, with the comments under each.
 */
import type { Move } from './moves.ts'

/** A comment as it is sent, and what it answered. */
export type OldComment = {
  /** The importer's name for it: the system and the comment's number there. */
  ref: string
  /** What it answered, whether or not that is imported. */
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

/** Where comments belong: under an article, or under a page that stays elsewhere. */
export type Place = { article: string } | { page: OldPage }

/** A page that stays elsewhere. */
export type OldPage = {
  url: string
  title: string
  /** Whether nobody could comment on it any more. */
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
  /** What it is called in the report. */
  ref: string
  /** Undefined where there is none; then nothing is sent. */
  place: Place | undefined
  /** Why there is none. */
  fault?: string | undefined
  /** The article, where it is to be imported too. */
  article?: OldArticle | undefined
  comments: OldComment[]
  /** What each comment of the export answered, also of those that are not imported: replies to them need a place. */
  parents: ReadonlyMap<string, string | undefined>
  /** What is not wanted here. */
  leftOut: Remarks
  /** What can't be imported as it is. */
  refused: Remarks
  /** What was changed so that it fits. */
  remarks: Remark[]
}

/** How much there is to do. */
export type Amount = { articles: number; comments: number }

/** An export that was looked through once. */
export type Export = {
  amount: Amount
  /** How many comments are for pages elsewhere, by the origins of their addresses. */
  origins: ReadonlyMap<string, number>
  conversations: () => AsyncIterable<OldConversation>
}

/** Choices of the person who runs the import. */
export type Choices = {
  /** By which name comments find their place: an article's slug, or the address of a page that stays elsewhere. */
  by: 'slug' | 'url'
  /** Whether WordPress's pages are articles too. */
  pages: boolean
  /** Old addresses of pages, and their addresses now. */
  moves: readonly Move[]
}

/** Counts comments for the origin of their page, where they are for one. */
export function countOrigin(origins: Map<string, number>, place: Place | undefined, comments: number): void {
  if (place === undefined || !('page' in place) || comments === 0) return
  const { origin } = new URL(place.page.url)
  origins.set(origin, (origins.get(origin) ?? 0) + comments)
}
