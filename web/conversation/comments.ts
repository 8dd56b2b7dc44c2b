/**
 * Comments in the page: found, made from the server's own template, put in their place, changed, taken away.
 */
import { element, parsed } from './element.ts'
import { type CommentView, toSite } from './server.ts'
import { focused, focusOn, type Talk } from './talk.ts'
import { tellTimes } from './times.ts'

/** What the template has where an id belongs. */
const ID = /COMMENT-ID/g

const ownPart = (id: string): string => id.slice(id.indexOf('.') + 1)

/** The comment's element, when it is on the page. */
export const find = ({ section }: Talk, id: string): HTMLElement | null => section.querySelector(`#u_${ownPart(id)}`)

/** The id of a comment, which its permalink ends with; empty for what was removed. */
export function idOf(comment: Element): string {
  const link = comment.querySelector(':scope > header a.when')
  return link instanceof HTMLAnchorElement ? (new URL(link.href).pathname.split('/').pop() ?? '') : ''
}

export const commentAt = (inside: Element): HTMLElement | null => inside.closest<HTMLElement>('article.comment')

export function make(talk: Talk, view: CommentView): HTMLElement {
  const template = talk.section.querySelector<HTMLTemplateElement>('template[data-for="comment"]')
  const html = template?.innerHTML ?? ''
  const content = parsed(html.replace(/u_COMMENT-ID/g, `u_${ownPart(view.id)}`).replace(ID, view.id))
  toSite(talk.site, content)
  const made = content.querySelector('article') ?? element('article', { class: 'comment' })
  const { author } = view
  const name = made.querySelector('.author bdi')
  if (name && author) {
    for (const each of made.querySelectorAll('bdi')) each.textContent = author.name
    if (author.url && /^https?:/i.test(author.url))
      name.replaceWith(element('a', { rel: 'nofollow ugc noopener', href: author.url }, name.cloneNode(true)))
  }
  made.querySelector('header time')?.setAttribute('datetime', view.createdAt)
  change(talk, made, view)
  return made
}

/** Makes a comment on the page say what it says now. */
export function change(talk: Talk, comment: HTMLElement, view: CommentView): void {
  if (view.state === 'removed' || view.author === null) {
    bury(talk, comment)
    return
  }
  // What is being written in it goes on.
  if (comment.querySelector('form.edit')) return
  const text = comment.querySelector('.text')
  if (text) {
    const fresh = parsed(view.html)
    const before = element('div')
    before.append(fresh.cloneNode(true))
    if (before.innerHTML !== text.innerHTML) text.replaceChildren(fresh)
  }
  if (view.editedAt !== null && !comment.querySelector('.edited')) {
    const [before, after] = talk.text('edited', { time: '\n' }).split('\n')
    const time = element('time', { datetime: view.editedAt })
    comment.querySelector('.when')?.after(' ', element('span', { class: 'edited' }, before, time, after))
  }
  comment.querySelector('.edited time')?.setAttribute('datetime', view.editedAt ?? '')
  setScore(talk, comment, view.score)
  tellTimes(talk, comment)
}

export const scoreOf = (comment: Element): number => Number(comment.getAttribute('data-score') ?? 0)

export function setScore(talk: Talk, comment: Element, score: number): void {
  comment.setAttribute('data-score', String(score))
  const shown = comment.querySelector('.score')
  const text = score === 0 ? '' : talk.plural('score', score)
  if (shown) shown.textContent = text
  else comment.querySelector(':scope > footer button')?.after(' ', element('span', { class: 'score' }, text))
}

/** Leaves its place and nothing else. */
export function bury(talk: Talk, comment: HTMLElement): void {
  const hadFocus = comment.contains(focused(talk))
  comment.replaceChildren(element('p', { class: 'removed' }, talk.text('removed')))
  if (hadFocus) focusOn(comment)
}

/** Says that only its author sees it yet. */
export function markHeld(talk: Talk, comment: HTMLElement): void {
  comment.dataset.state = 'held'
  comment.querySelector('footer')?.replaceChildren(element('span', { class: 'how' }, talk.text('ownHeld')))
}

/** Puts a comment among the others: a thread where the order begins, a reply under what it answers. */
export function place(talk: Talk, comment: HTMLElement, parentId: string | null): boolean {
  const item = element('li', {}, comment)
  if (parentId === null) {
    const list = threads(talk)
    const isLast = talk.section.dataset.sort === 'oldest' && !talk.section.querySelector('.paging [rel="next"]')
    if (isLast) list.append(item)
    else list.prepend(item)
    return true
  }
  const parent = find(talk, parentId) ?? find(talk, parentId.split('.')[0] ?? '')
  const above = parent?.parentElement
  if (!parent || !above) return false
  let list = above.querySelector(':scope > ol.replies')
  if (!list) {
    list = element('ol', { class: 'replies' })
    const form = above.querySelector(':scope > form')
    ;(form ?? parent).after(list)
  }
  list.append(item)
  return true
}

/** The list of threads; made when the first comment comes. */
export function threads({ section }: Talk): HTMLElement {
  const known = section.querySelector<HTMLElement>('ol.threads')
  if (known) return known
  const list = element('ol', { class: 'threads' })
  const nothing = section.querySelector('p.none')
  if (nothing) nothing.replaceWith(list)
  else section.querySelector('form.write, .policy')?.before(list)
  return list
}

/** The heading's number. */
export function setTotal(talk: Talk, total: number): void {
  const { section } = talk
  section.dataset.total = String(total)
  const heading = section.querySelector('#u_comments')
  if (heading) heading.textContent = total > 0 ? talk.plural('commentCount', total) : talk.text('comments')
}
export const totalOf = ({ section }: Talk): number | undefined =>
  section.dataset.total === undefined ? undefined : Number(section.dataset.total)
