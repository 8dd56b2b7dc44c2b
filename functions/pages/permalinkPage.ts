/**
 * One comment in its thread: the root, a page of its replies, and the form to answer.
 */

import { isPageKey } from '../domain/articles/externalPage.ts'
import type { ArticleView } from '../http/views/articleViews.ts'
import type { CommentView } from '../http/views/commentViews.ts'
import { actionsUnder, comment, type Place, replies, threadList } from './conversation/comment.ts'
import { commentForm } from './conversation/commentForm.ts'
import { scripted } from './conversation/forScripts.ts'
import { embeddingLinks } from './formats/oembed.ts'
import { openGraphOfComment, structuredPermalink } from './formats/structuredData.ts'
import { type Html, html } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { say, sayText } from './languages/wording.ts'
import { layout } from './layout.ts'
import { anchor, articleAddress, commentAddress, href, type Page, withQuery } from './page.ts'

type Parts = {
  article: Pick<ArticleView, 'slug' | 'title' | 'comments' | 'lang'>
  root: CommentView
  /** The comment that the address names: the root, or one of its replies. */
  target: CommentView
  replies: readonly CommentView[]
  nextCursor: string | null
  /** Whether there are replies before these. */
  isContinued: boolean
  /** The comment that the reader has just voted on. */
  voted?: string | undefined
}

export function permalinkPage(page: Page, parts: Parts): Html {
  const { article, root, target, nextCursor, isContinued } = parts
  const { messages } = page.language
  const { slug, title } = article
  const { policy } = article.comments
  const place: Place = {
    page,
    slug,
    actions: actionsUnder(policy),
    back: page.address,
    current: target.id,
    voted: parts.voted,
  }
  const thread = href(page, commentAddress(slug, root.id))
  const on = nextCursor !== null && href(page, withQuery(commentAddress(slug, root.id), { cursor: nextCursor }))
  const story = html`<a href="${href(page, articleAddress(slug))}" ${languageAttributes(article.lang)}>${title}</a>`
  const name = target.author?.name
  const isPublic = target.state === 'published' && !isPageKey(slug)
  return layout(page, {
    title: name ? sayText(messages.commentOn, { name, title }) : title,
    // Search engines should find the external page, not this one.
    canonical: root.state === 'removed' || isPageKey(slug) ? undefined : commentAddress(slug, root.id),
    head:
      isPublic &&
      html`${openGraphOfComment(page, article, target)}
${embeddingLinks(page, commentAddress(slug, target.id))}
${structuredPermalink(page, article, target)}`,
    main: html`<h1>${name ? say(messages.commentOn, { name: html`<bdi>${name}</bdi>`, title: story }) : story}</h1>
<p><a href="${href(page, `${articleAddress(slug)}#${anchor('comments')}`)}">${messages.allComments}</a></p>
${scripted(
  page,
  { slug, policy },
  html`aria-label="${messages.comments}"`,
  html`${threadList(html`<li>${comment(place, root)}
${isContinued && html`<p><a rel="prev" href="${thread}">${messages.earlierReplies}</a></p>`}
${replies(place, root.id, parts.replies)}
${on && html`<p><a rel="next" href="${on}">${messages.moreReplies}</a></p>`}
</li>`)}
${target.state === 'published' && commentForm(page, { slug, policy, replyTo: { id: target.id, name } })}`,
)}`,
  })
}
