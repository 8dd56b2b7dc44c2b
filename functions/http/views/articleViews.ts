/**
 * Articles as clients see them. Fields may be added here, never renamed.
 */

import type { Answers } from '../../contract/schemas/answers.ts'
import { cursorOf } from '../../contract/schemas/paging.ts'
import { type Article, effectiveStatus } from '../../domain/articles/article.ts'

type Change = Pick<Answers['Revision'], 'by' | 'action'>
type WithBody = { article: Article; html: string }
type Whole = WithBody & { source: string }

/** An article in a list. */
export function summaryView(article: Article, now: number) {
  const { slug, title, standfirst, authors, tags, image, lang, publishedAt, updatedAt, version, comments } = article
  return {
    slug,
    title,
    standfirst,
    authors,
    tags,
    ...(image && { image }),
    ...(lang !== undefined && { lang }),
    status: effectiveStatus(article, now),
    publishedAt,
    updatedAt,
    version,
    comments: { policy: comments.policy },
  }
}

/** An article as readers get it. */
export const articleView = ({ article, html }: WithBody, now: number) => ({ ...summaryView(article, now), html })

/** An article as clients see it. */
export type ArticleView = ReturnType<typeof articleView>

/** An article in an editors' list. */
export const editorSummaryView = (article: Article, now: number) => ({
  ...summaryView(article, now),
  createdAt: article.createdAt,
  deletedAt: article.deletedAt,
})

/** An article as editors work on it. */
export const editorView = ({ article, html, source }: Whole, now: number) => ({
  ...editorSummaryView(article, now),
  html,
  source,
})

/** A revision in a list: the action, the actor, the time, and the title, slug and status at that version. */
export const revisionSummaryView = ({ article, by, action }: Change & { article: Article }) => ({
  version: article.version,
  action,
  by,
  at: article.updatedAt,
  title: article.title,
  slug: article.slug,
  status: article.status,
})

/** An article as it was at one version. */
export const revisionView = (revision: Whole & Change, now: number) => ({
  ...editorView(revision, now),
  action: revision.action,
  by: revision.by,
  at: revision.article.updatedAt,
})

/** A page of a list of articles. */
export const pageOf = <T>(page: { items: Article[]; next: string | null }, view: (article: Article) => T) => ({
  items: page.items.map(view),
  nextCursor: page.next === null ? null : cursorOf(page.next),
})
