/**
 * A comment and its replies.
 */
import type { CommentView } from '../../http/views/commentViews.ts'
import { isWeb } from '../bylines.ts'
import { type Content, type Html, html, trusted } from '../html.ts'
import { say, sayCount, time } from '../languages/wording.ts'
import { anchor, articleAddress, commentAddress, commentAnchor, href, type Page, withQuery } from '../page.ts'

/** Where a comment is shown, and what readers can do with it there. */
export type Place = {
  page: Page
  slug: string
  /** `report`: comments are closed. `none`: the author's own page. */
  actions: 'all' | 'report' | 'none'
  /** The address after a vote, if it is not the article's first page. */
  back?: string | undefined
  /** The comment that the page is about. */
  current?: string
  /** The comment that the reader has just voted on. */
  voted?: string | undefined
}

/** What readers may do with comments, by the article's policy. */
export const actionsUnder = (policy: 'open' | 'held' | 'closed'): Place['actions'] =>
  policy === 'closed' ? 'report' : 'all'

/** The list of threads. Scripts show the button above it when there are new comments. */
export const threadList = (items: Content): Html =>
  html`<div class="news"><button type="button" class="quiet" hidden></button></div>
<ol class="threads">${items}</ol>`

/** A root comment, with the replies that are known. */
export function thread(place: Place, root: CommentView): Html {
  const { items, total, nextCursor } = root.replies
  const isMore = total > items.length || nextCursor !== null
  const address = href(place.page, commentAddress(place.slug, root.id))
  const more =
    isMore &&
    html`<p><a href="${address}">${sayCount(place.page.language, place.page.language.messages.showReplies, Math.max(total, items.length))}</a></p>`
  return html`<li>${comment(place, root)}${replies(place, root.id, items)}${more}</li>`
}

/** Replies as a tree. A reply that is not placed below the comment that it answers names that comment. */
export function replies(place: Place, rootId: string, items: readonly CommentView[]): Html | undefined {
  if (items.length === 0) return undefined
  const here = new Map(items.map((item) => [item.id, item]))
  const children = new Map<string, CommentView[]>()
  for (const item of items) {
    const parent = item.parentId !== null && here.has(item.parentId) ? item.parentId : rootId
    const siblings = children.get(parent)
    if (siblings) siblings.push(item)
    else children.set(parent, [item])
  }
  const branch = (id: string): Html | undefined => {
    const below = children.get(id)
    if (!below) return undefined
    return html`<ol class="replies">${below.map((item) => {
      const answered = item.replyTo ?? item.parentId
      const mentioned =
        answered !== null && answered !== id ? { id: answered, name: here.get(answered)?.author?.name } : undefined
      return html`<li>${comment(place, item, mentioned)}${branch(item.id)}</li>`
    })}</ol>`
  }
  return branch(rootId)
}

/** A comment that another one answers. */
type Mentioned = { id: string; name?: string | undefined }

/** @param mentioned the comment that it answers, if it is not placed below that comment */
export function comment(place: Place, shown: CommentView, mentioned = mentionedIn(shown)): Html {
  const { page, current } = place
  const isCurrent = shown.id === current
  const attributes = html`class="comment${isCurrent && ' current'}" id="${commentAnchor(shown.id)}"${shown.score !== 0 && html` data-score="${shown.score}"`}`
  if (shown.state === 'removed' || shown.author === null) return html`<article ${attributes}>${removed(page)}</article>`
  return html`<article ${attributes}>
${heading(place, shown, mentioned)}
<div class="text" dir="auto">${trusted(shown.html)}</div>
${actions(place, shown)}
</article>`
}

/** The tombstone of a removed comment. */
export const removed = ({ language }: Page): Html => html`<p class="removed">${language.messages.removed}</p>`

export const edited = ({ language }: Page, at: string): Html =>
  html`<span class="edited">${say(language.messages.edited, { time: time(language, at) })}</span>`

const mentionedIn = ({ replyTo }: CommentView): Mentioned | undefined =>
  replyTo === undefined ? undefined : { id: replyTo }

/** A link to the comment that is answered, with its author's name if that is known. */
export const mention = ({ page, slug }: Place, { id, name = '…' }: Mentioned): Html =>
  html`<a class="to" href="${href(page, commentAddress(slug, id))}">${say(page.language.messages.inReplyTo, { name: html`<bdi>${name}</bdi>` })}</a>`

function heading(place: Place, shown: CommentView, mentioned: Mentioned | undefined): Html {
  const { page, slug } = place
  const { language } = page
  const { author, createdAt, editedAt } = shown
  const name = html`<bdi>${author?.name}</bdi>`
  return html`<header><span class="author">${
    isWeb(author?.url) ? html`<a rel="nofollow ugc noopener" href="${author.url}">${name}</a>` : name
  }</span> <a class="when" href="${href(page, commentAddress(slug, shown.id))}">${time(language, createdAt)}</a>${
    editedAt !== null && html` ${edited(page, editedAt)}`
  }${mentioned && html` ${mention(place, mentioned)}`}</header>`
}

function actions(place: Place, shown: CommentView): Content {
  const { page, slug, actions: allowed } = place
  const { messages } = page.language
  const name = html`<span class="unseen"><bdi>${shown.author?.name}</bdi></span>`
  const address = commentAddress(slug, shown.id)
  const readOn = shown.shortened && html`<a href="${href(page, address)}">${messages.readOn}</a> `
  if (allowed === 'none') return readOn && html`<footer>${readOn}</footer>`
  const reply =
    allowed === 'all' &&
    html`<a rel="nofollow" href="${href(page, `${withQuery(articleAddress(slug), { reply: shown.id })}#${anchor('form')}`)}">${messages.reply} ${name}</a> `
  return html`<footer>${readOn}${voting(place, shown)}${reply}<a rel="nofollow" href="${href(page, `${address}/report`)}">${messages.report} ${name}</a></footer>`
}

/** One form with both votes, and the score. A cached page cannot show the reader's own vote. */
function voting({ page, slug, actions: allowed, back, voted }: Place, { id, score: count }: CommentView): Content {
  const { language } = page
  const { messages } = language
  const score = html`<span class="score">${count !== 0 && sayCount(language, messages.score, count)}</span> `
  if (allowed !== 'all') return score
  const action = href(page, withQuery(`${commentAddress(slug, id)}/vote`, { back }))
  const counted =
    voted === id &&
    html`<span role="status">${messages.voteCounted}</span> <button type="submit" class="quiet" name="value" value="0">${messages.voteBack}</button> `
  return html`<form method="post" action="${action}"><button type="submit" class="quiet" name="value" value="1" aria-label="${messages.voteUp}">▲</button> ${score}<button type="submit" class="quiet" name="value" value="-1" aria-label="${messages.voteDown}">▼</button> ${counted}</form> `
}
