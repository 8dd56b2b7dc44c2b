/**
 * The conversation under an article: the count, the order, a page of threads, and the form at its end.
 */
import type { CommentView } from '../../http/views/commentViews.ts'
import { type Content, type Html, html } from '../html.ts'
import { sayCount } from '../languages/wording.ts'
import { anchor, articleAddress, href, type Page, withQuery } from '../page.ts'
import { actionsUnder, type Place, thread, threadList } from './comment.ts'
import { commentForm, type FormState } from './commentForm.ts'
import { scripted } from './forScripts.ts'

const SORTS = ['newest', 'oldest', 'top'] as const
export type Sort = (typeof SORTS)[number]

export type Conversation = {
  /** Set on first pages. */
  total?: number | undefined
  items: readonly CommentView[]
  nextCursor: string | null
  sort: Sort
  /** The cursor in the page's own address. */
  cursor?: string | undefined
  /** The comment that the reader has just voted on. */
  voted?: string | undefined
}

export function conversationSection(page: Page, conversation: Conversation, form: FormState): Html {
  const { language } = page
  const { messages } = language
  const { slug, policy } = form
  const { total, items, nextCursor, sort, cursor, voted } = conversation
  const isFirstPage = cursor === undefined
  const address = conversationAddress(slug, sort, cursor)
  const back = address === articleAddress(slug) ? undefined : address
  const place: Place = { page, slug, actions: actionsUnder(policy), back, voted }
  const title = total ? sayCount(language, messages.commentCount, total) : messages.comments
  return scripted(
    page,
    { slug, policy, total, sort },
    html`aria-labelledby="${anchor('comments')}"`,
    html`<h2 id="${anchor('comments')}">${title}</h2>
${items.length > 0 && policy !== 'closed' && html`<a class="write-one" href="#${anchor('form')}">${messages.leaveComment}</a>`}
<div class="order">${(items.length > 1 || !isFirstPage) && sorting(page, slug, sort)}</div>
${items.length === 0 && isFirstPage && policy !== 'closed' && html`<p class="none">${messages.noComments}</p>`}
${threadList(items.map((item) => thread(place, item)))}
<div class="pages">${paging(page, slug, sort, nextCursor, isFirstPage)}</div>
${commentForm(page, form)}`,
  )
}

/** The address of a page of the conversation. Defaults are left out, so each page has one address. */
export function conversationAddress(slug: string, sort: Sort, cursor?: string): string {
  return withQuery(articleAddress(slug), { sort: sort === 'newest' ? undefined : sort, cursor })
}

function sorting(page: Page, slug: string, sort: Sort): Html {
  const { messages } = page.language
  const items = SORTS.map((each) => {
    const address = href(page, `${conversationAddress(slug, each)}#${anchor('comments')}`)
    return html`<li><a rel="nofollow" href="${address}"${each === sort && html` aria-current="true"`}>${messages[each]}</a></li>`
  })
  return html`<nav aria-label="${messages.sortComments}"><ul>${items}</ul></nav>`
}

function paging(page: Page, slug: string, sort: Sort, nextCursor: string | null, isFirstPage: boolean): Content {
  const { messages } = page.language
  const to = (cursor?: string) => href(page, `${conversationAddress(slug, sort, cursor)}#${anchor('comments')}`)
  const back = !isFirstPage && html`<a rel="first" href="${to()}">${messages.firstComments}</a>`
  const on = nextCursor !== null && html`<a rel="next" href="${to(nextCursor)}">${messages.moreComments}</a>`
  return (back || on) && html`<nav class="paging" aria-label="${messages.pages}">${back} ${on}</nav>`
}
