/**
 * More of the conversation, in place: the next page is appended, another order takes the place of this one. However far
 * one reads, the page stays small.
 */
import { isThread, threads } from './comments.ts'
import { element } from './element.ts'
import { showOwn } from './own.ts'
import { closeReply } from './replying.ts'
import { fetchHtml } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'
import { tellTimes } from './times.ts'
import { showVotes } from './voting.ts'

/** Threads on the page at most; the earliest give way. */
const MOST_THREADS = 100

/** A piece of the conversation. @param query of the page that a link leads to */
export const loadPiece = (talk: Talk, query = talk.asked) =>
  fetchHtml(talk, `/articles/${encodeURIComponent(talk.slug)}/conversation${query}`)

/** Whether new comments have a place on this page, which is where its order puts them; replies have one in every thread. */
export function hasRoomForNew(talk: Talk): boolean {
  const { section } = talk
  const { sort } = section.dataset
  if (sort === 'oldest') return !section.querySelector('.paging [rel="next"]')
  return isThread(talk) || (sort === 'newest' && !section.querySelector('.paging [rel="first"], .earlier'))
}

/** Shows here what a link leads to. @param show returns what then has the focus */
async function instead(talk: Talk, link: HTMLAnchorElement, show: () => Promise<HTMLElement | null | undefined>) {
  if (link.ariaBusy) return
  link.ariaBusy = 'true'
  announce(talk, talk.text('loading'))
  try {
    focusOn(await show())
  } catch {
    // Without scripts the link would have led there; so it does now.
    if (talk.site === '' && navigator.onLine) location.assign(link.href)
    else announce(talk, talk.text('sendFailed'))
  }
  link.ariaBusy = null
}

/** Follows a link to the next page, another order or the first page. */
export const follow = (talk: Talk, link: HTMLAnchorElement): Promise<void> =>
  instead(talk, link, async () => {
    const { section, site } = talk
    const { pathname, search } = new URL(link.href)
    const isMore = link.rel === 'next'
    const label = link.closest('.choice') && link.textContent
    const { content } = await loadPiece(talk, search)
    const first = show(talk, content, isMore)
    if (isMore) return first
    if (site === '') history.replaceState(history.state, '', pathname + search)
    const choices = [...section.querySelectorAll<HTMLElement>('.choice a')]
    return choices.find(({ textContent }) => textContent === label) ?? section.querySelector<HTMLElement>('#u_comments')
  })

/** Shows a piece: behind what is there, or in its place. @returns the first comment that is new */
export function show(talk: Talk, content: DocumentFragment, isMore: boolean): HTMLElement | null | undefined {
  const { section } = talk
  const list = threads(talk)
  if (!list) return null
  const fresh = [...content.querySelectorAll('.threads > li')].filter(
    ({ firstElementChild: root }) => !isMore || !root?.id || !list.querySelector(`#${CSS.escape(root.id)}`),
  )
  if (!isMore) {
    closeReply(talk)
    list.replaceChildren()
    section.querySelector('.earlier')?.remove()
    if (!isThread(talk)) section.dataset.sort = content.querySelector('section')?.dataset.sort ?? ''
  }
  list.append(...fresh)
  for (const name of ['.choice', '.paging']) {
    section.querySelector(name)?.remove()
    const part = content.querySelector(name)
    if (part && name === '.choice') section.querySelector('#u_comments')?.after(part)
    else if (part) list.after(part)
  }
  prune(talk, list)
  dress(talk, fresh)
  return fresh[0]?.querySelector('article')
}

/** What the server can't know of comments: the reader's zone, votes and own comments. */
function dress(talk: Talk, fresh: readonly Element[]): void {
  for (const each of fresh) tellTimes(talk, each)
  void showVotes(talk, fresh)
  showOwn(talk)
}

/** Lets the earliest threads go, without moving what is read, and leaves a way back. */
function prune(talk: Talk, list: HTMLElement): void {
  const surplus = [...list.children].slice(0, -MOST_THREADS)
  if (surplus.length === 0) return
  const anchor = list.children[surplus.length]
  const top = () => anchor?.getBoundingClientRect().top ?? 0
  const before = top()
  if (surplus.some((each) => each.contains(talk.form))) closeReply(talk)
  for (const each of surplus) each.remove()
  const back = talk.section.querySelector('.paging [rel="first"]')
  if (back && !talk.section.querySelector('.earlier'))
    list.before(element('p', { class: 'earlier' }, back.cloneNode(true)))
  // Browsers that anchor scrolling by themselves have nothing left to mend.
  scrollBy({ top: top() - before, behavior: 'instant' })
}

/** All replies of a thread, as its own page shows them, in the place of the first few. */
export const showReplies = (talk: Talk, link: HTMLAnchorElement): Promise<void> =>
  instead(talk, link, async () => {
    const { pathname, search } = new URL(link.href)
    const { content } = await fetchHtml(talk, pathname + search)
    const item = link.closest('li')
    const replies = content.querySelector('.threads > li > .replies')
    if (!item || !replies) throw new Error('There is no thread on its page.')
    const known = new Set([...item.querySelectorAll('article')].map(({ id }) => id))
    if (item.contains(talk.form)) closeReply(talk)
    item.querySelector('.replies')?.replaceWith(replies)
    const on = content.querySelector('.threads > li > p > [rel="next"]')
    if (on) link.replaceWith(on)
    else link.parentElement?.remove()
    dress(talk, [replies])
    return [...replies.querySelectorAll('article')].find(({ id }) => !known.has(id)) ?? item.querySelector('article')
  })
