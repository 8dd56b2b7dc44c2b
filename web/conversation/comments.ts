/**
 * Comments in the page: finds them, makes them from the server's template, places, changes and removes them.
 */

import { type Conversation, keepFocus } from './conversation.ts'
import { element, parsed } from './element.ts'
import type { CommentView } from './server.ts'
import { tellTimes } from './times.ts'

/** The id of the comment's element. Of a reply's id, it has only the reply's own part. */
const anchorOf = (id: string): string => `u_${id.slice(id.indexOf('.') + 1)}`

/** The comment's element, if it is on the page. */
export const find = ({ section }: Conversation, id: string): HTMLElement | null =>
  section.querySelector(`#${CSS.escape(anchorOf(id))}`)

/** The id of a comment, from its link (`/comments/<id>`, on other sites `#comment-<id>`). Empty for a tombstone. */
export const idOf = (comment: Element): string =>
  /.*comments?[/-]([\w.]+)/.exec(comment.querySelector<HTMLAnchorElement>('a.when')?.href ?? '')?.[1] ?? ''

export const commentsIn = (within: ParentNode) => [...within.querySelectorAll<HTMLElement>('article')]

/** The ids of the elements of all comments within. */
export const anchorsIn = (within: ParentNode): string[] => commentsIn(within).map(({ id }) => id)

/** @param known the ids of elements that were there before */
export const newIn = (within: ParentNode, known: readonly string[]): HTMLElement[] =>
  commentsIn(within).filter(({ id }) => !known.includes(id))

export const commentAt = (inside: Element): HTMLElement | null => inside.closest<HTMLElement>('article.comment')

type TemplateName =
  | 'comment'
  | 'delete'
  | 'draft'
  | 'edit'
  | 'edited'
  | 'failed'
  | 'mention'
  | 'missing'
  | 'own'
  | 'removed'
  | 'report'
  | 'thanks'

/** A copy of a template in the server's HTML, with the id in the place of `COMMENT-ID`. */
export function template<Made extends HTMLElement>({ section }: Conversation, name: TemplateName, id = ''): Made {
  const html = section.querySelector(`[data-for="${name}"]`)?.innerHTML ?? ''
  // functions/pages/conversation/forScripts.ts renders one element in each.
  return parsed(html.replaceAll('COMMENT-ID', id)).firstElementChild as Made
}

export function make(conversation: Conversation, view: CommentView): HTMLElement {
  const { id, author, createdAt, replyTo } = view
  const made = template(conversation, 'comment', id)
  made.id = anchorOf(id)
  const [link, url = ''] = [made.querySelector('.author a'), author?.url]
  for (const each of made.querySelectorAll('bdi')) each.textContent = author?.name ?? ''
  if (/^https?:/i.test(url)) link?.setAttribute('href', url)
  else link?.replaceWith(...link.childNodes)
  made.querySelector('time')?.setAttribute('datetime', createdAt)
  if (replyTo) {
    const mention = template(conversation, 'mention', replyTo)
    const name = find(conversation, replyTo)?.querySelector('.author')?.textContent
    if (name) mention.querySelector('bdi')?.replaceChildren(name)
    made.querySelector('header')?.append(' ', mention)
  }
  press(made, 0)
  change(conversation, made, view)
  return made
}

export const voteButtons = (comment: Element) => [
  ...comment.querySelectorAll<HTMLButtonElement>('footer [name="value"]'),
]

/** Shows the reader's own vote. */
export function press(comment: Element, value: number): void {
  for (const each of voteButtons(comment)) each.ariaPressed = String(Number(each.value) === value)
}

/** Updates a comment on the page. */
export function change(conversation: Conversation, comment: HTMLElement, view: CommentView): void {
  if (view.state === 'removed') {
    showTombstone(conversation, comment)
    return
  }
  // A form that is open in it stays.
  if (comment.querySelector('textarea')) return
  const text = comment.querySelector('.text')
  const fresh = element('div', parsed(view.html))
  if (text && fresh.innerHTML !== text.innerHTML) text.replaceChildren(...fresh.childNodes)
  if (view.editedAt) {
    const edited = comment.querySelector('.edited') ?? template(conversation, 'edited')
    comment.querySelector('.when')?.after(' ', edited)
    edited.querySelector('time')?.setAttribute('datetime', view.editedAt)
  }
  setScore(conversation, comment, view.score)
  tellTimes(conversation, comment)
}

export const scoreOf = ({ dataset }: HTMLElement): number => Number(dataset.score ?? 0)

export function setScore(conversation: Conversation, comment: HTMLElement, score: number): void {
  comment.dataset.score = String(score)
  comment.querySelector('.score')?.replaceChildren(score === 0 ? '' : conversation.text('score', { count: score }))
}

/** Replaces the comment's content with a tombstone. */
export function showTombstone(conversation: Conversation, comment: HTMLElement): void {
  delete comment.dataset.state
  keepFocus(comment, () => comment.replaceChildren(template(conversation, 'removed')))
}

/** Shows a text under an own comment, in the place of the actions of other readers. */
export function setFoot(comment: HTMLElement, state: string, text: string, ...more: (Node | string)[]): void {
  comment.dataset.state = state
  keepFocus(comment, () => comment.querySelector('footer')?.replaceChildren(element('span', text), ...more))
}

/** Shows that the comment is held. */
export const markHeld = (conversation: Conversation, comment: HTMLElement): void =>
  setFoot(comment, 'held', conversation.text('ownHeld'))

const DEEPEST = Array(8).fill('.replies').join(' ')

/**
 * Inserts a comment: a thread at the end where new ones are, a reply under the comment that it answers.
 * @returns whether this page has a place for it: the page of one thread has none for another
 */
export function place(conversation: Conversation, comment: HTMLElement, parentId: string | null): boolean {
  const item = element('li', comment)
  if (parentId === null) {
    if (isThread(conversation)) return false
    if (isAtEnd(conversation)) threads(conversation)?.append(item)
    else threads(conversation)?.prepend(item)
    return true
  }
  const parent = find(conversation, parentId) ?? find(conversation, parentId.split('.')[0] ?? '')
  if (!parent) return false
  // A reply to the deepest comment stands beside it (functions/domain/comments/comment.ts).
  let list = parent.closest(DEEPEST) ?? parent.parentElement?.querySelector(':scope > .replies')
  if (!list) {
    list = element('ol')
    list.className = 'replies'
    parent.parentElement?.append(list)
  }
  list.append(item)
  return true
}

/** Whether this is the page of one thread. It has no sort order. */
export const isThread = ({ section }: Conversation): boolean => section.dataset.sort === undefined

/** Whether new comments come last, and this is the last page. */
export const isAtEnd = ({ section }: Conversation): boolean =>
  section.dataset.sort === 'oldest' && !section.querySelector('.pages [rel="next"]')

/** The list of threads. */
export const threads = ({ section }: Conversation): HTMLElement | null => section.querySelector('.threads')

/** Null on the page of one thread. */
export const heading = ({ section }: Conversation): HTMLElement | null => section.querySelector('#u_comments')

/** Sets the number in the heading. */
export function setTotal(conversation: Conversation, count: number): void {
  conversation.section.dataset.total = String(count)
  heading(conversation)?.replaceChildren(conversation.text(count > 0 ? 'commentCount' : 'comments', { count }))
}

/** Adds to the number in the heading. */
export function addToTotal(conversation: Conversation, more: 1 | -1): void {
  setTotal(conversation, Math.max(0, Number(conversation.section.dataset.total ?? 0) + more))
}
