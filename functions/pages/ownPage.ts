/**
 * The page of an author's own comment: its state, and the forms to change or delete it. Only its author can open it, so
 * it may contain personal data.
 */
import type { CommentView } from '../http/views/commentViews.ts'
import { comment } from './conversation/comment.ts'
import { labelled, problems } from './conversation/commentForm.ts'
import { type Content, type Html, html } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { say, time } from './languages/wording.ts'
import { layout } from './layout.ts'
import { articleAddress, commentAddress, commentsAddress, href, type Page } from './page.ts'

/** What has just been done, from the address. */
export const DONE = ['posted', 'saved', 'deleted'] as const
export type Done = (typeof DONE)[number]

export type Own = {
  slug: string
  title: string
  /** The language of the title. */
  lang?: string | undefined
  id: string
  /** `unread` if it could not be read now. */
  state: 'published' | 'held' | 'removed' | 'deleted' | 'unread'
  comment?: CommentView | undefined
  /** Milliseconds since 1970 until which it may be changed. Undefined after that. */
  until?: number | undefined
  /** Whether it may be changed. If not, it may only be deleted. */
  isOpen?: boolean
  /** The Markdown: the stored text, or what was typed just now. */
  text?: string
  done?: Done | undefined
  fault?: string | undefined
  refusal?: string | undefined
}

export function ownPage(page: Page, own: Own): Html {
  const { messages } = page.language
  const { slug, title, lang, id, state } = own
  const hasFault = own.fault !== undefined || own.refusal !== undefined
  return layout(page, {
    title: messages.yourComment,
    main: html`<h1>${messages.yourComment}</h1>
<p><a href="${href(page, articleAddress(slug))}" ${languageAttributes(lang)}>${title}</a></p>
${hasFault ? problems(page, own.fault === undefined ? {} : { text: own.fault }, own.refusal) : html`<p class="notice" role="status">${whatBecame(page, own)}</p>`}
${own.comment && comment({ page, slug, actions: 'none' }, own.comment)}
${(own.until !== undefined || state === 'unread') && changing(page, own)}
<p>${state === 'published' && html`<a href="${href(page, commentAddress(slug, id))}">${messages.inConversation}</a> · `}<a href="${href(page, articleAddress(slug))}">${messages.backToArticle}</a></p>`,
  })
}

function whatBecame({ language: { messages } }: Page, { state, done }: Own): string {
  switch (state) {
    case 'published':
      return done === 'saved' ? messages.ownSaved : messages.ownPublished
    case 'held':
      return done === 'saved' ? `${messages.ownSaved} ${messages.ownHeld}` : messages.ownHeld
    case 'removed':
      return messages.ownRemoved
    case 'deleted':
      return messages.ownDeleted
    case 'unread':
      return messages.unanswered
  }
}

function changing(page: Page, { slug, id, state, text, fault, isOpen, until }: Own): Content {
  const { messages } = page.language
  const action = (what: string) => href(page, `${commentsAddress(slug)}/${id}/${what}`)
  const area = (attributes: Html) => html`<textarea ${attributes} rows="6" required dir="auto">\n${text}</textarea>`
  // Without its text, the form would empty the comment.
  const isChangeable = state === 'unread' ? text !== undefined : isOpen
  const edit =
    isChangeable &&
    html`<form class="write" method="post" action="${action('edit')}">
${labelled(page, { name: 'text', label: messages.comment, hint: messages.commentHint, fault }, area)}
<p><button type="submit">${messages.save}</button></p>
</form>`
  return html`${until !== undefined && html`<p class="hint">${say(messages.editUntil, { time: time(page.language, new Date(until).toISOString()) })}</p>`}
${edit}
<details><summary>${messages.delete}</summary>
<form method="post" action="${action('delete')}"><p>${messages.deleteSure}</p><p><button type="submit">${messages.deleteForGood}</button></p></form>
</details>`
}
