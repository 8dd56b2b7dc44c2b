/**
 * More of the conversation, in place: the next page is appended, another order takes the place of this one. However far
 * one reads, the page stays small.
 */
import { anchorsIn, commentsIn, heading, isAtEnd, isThread, newIn, threads } from './comments.ts'
import { element } from './element.ts'
import { showOwn } from './own.ts'
import { closeReply } from './replying.ts'
import { fetchHtml } from './server.ts'
import { announce, focusOn, isElsewhere, type Talk } from './talk.ts'
import { tellTimes } from './times.ts'
import { showVotes } from './voting.ts'

/** Threads on the page at most; the earliest give way. */
const MOST_THREADS = 100

/** A piece of the conversation. @param query of the page that a link leads to */
export const loadPiece = (talk: Talk, query = talk.asked) =>
  fetchHtml(
    talk,
    // Before anybody has commented on a page elsewhere, only its address leads to it.
    talk.page && isElsewhere(talk)
      ? `/conversation?${query.slice(1)}&url=${encodeURIComponent(talk.page.url)}`
      : `/articles/${encodeURIComponent(talk.slug)}/conversation${query}`,
  )

/** Whether new comments have a place on this page, which is where its order puts them; replies have one in every thread. */
export function hasRoomForNew(talk: Talk): boolean {
  const { section } = talk
  return (
    isThread(talk) || isAtEnd(talk) || (section.dataset.sort === 'newest' && !section.querySelector('[rel="first"]'))
  )
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
    const { pathname, search, rel } = link
    const isMore = rel === 'next'
    const { content } = await loadPiece(talk, search)
    const first = show(talk, content, isMore)
    if (isMore) return first
    if (site === '') history.replaceState(history.state, '', pathname + search)
    const chosen = link.closest('.order nav') && section.querySelector<HTMLElement>('.order [aria-current]')
    return chosen ?? heading(talk)
  })

/** Shows a piece: behind what is there, or in its place. @returns the first comment that is new */
export function show(talk: Talk, content: DocumentFragment, isMore: boolean): HTMLElement | null | undefined {
  const { section } = talk
  const list = threads(talk)
  if (!list) return null
  if (!isMore) {
    closeReply(talk)
    list.replaceChildren()
    if (!isThread(talk)) section.dataset.sort = content.querySelector('section')?.dataset.sort ?? ''
  }
  const known = anchorsIn(list)
  const fresh = [...content.querySelectorAll('.threads > li')].filter(
    ({ firstElementChild: root }) => !known.includes(root?.id ?? ''),
  )
  list.append(...fresh)
  for (const place of ['.order', '.pages'])
    section.querySelector(place)?.replaceWith(content.querySelector(place) ?? '')
  prune(talk, list)
  dress(talk, fresh)
  return newIn(list, known)[0]
}

/** What the server can't know of comments: the reader's zone, votes and own comments. */
export function dress(talk: Talk, fresh: readonly Element[]): void {
  tellTimes(talk, talk.section)
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
  const back = talk.section.querySelector('.pages [rel="first"]')
  if (back) talk.section.querySelector('.order')?.append(element('p', back.cloneNode(true)))
  // Browsers that anchor scrolling by themselves have nothing left to mend.
  scrollBy({ top: top() - before, behavior: 'instant' })
}

/** All replies of a thread, as its own page shows them, in the place of the first few. */
export const showReplies = (talk: Talk, link: HTMLAnchorElement): Promise<void> =>
  instead(talk, link, async () => {
    const { pathname, search } = link
    const { content } = await fetchHtml(talk, pathname + search)
    const item = link.closest('li')
    const replies = content.querySelector('.threads > li > .replies')
    if (!item || !replies) throw new Error('There is no thread on its page.')
    const known = anchorsIn(item)
    if (item.contains(talk.form)) closeReply(talk)
    item.querySelector('.replies')?.replaceWith(replies)
    const on = content.querySelector('.threads > li > p > [rel="next"]')
    if (on) link.replaceWith(on)
    else link.parentElement?.remove()
    dress(talk, [replies])
    return newIn(replies, known)[0] ?? commentsIn(item)[0]
  })
