/**
 * More of the conversation, in place: the next page is appended, another order takes the place of this one. However far
 * one reads, the page stays small.
 */
import { threads } from './comments.ts'
import { element } from './element.ts'
import { showOwn } from './own.ts'
import { fetchHtml } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'
import { tellTimes } from './times.ts'
import { showVotes } from './voting.ts'

/** Threads on the page at most; the earliest give way. */
const MOST_THREADS = 100

/** The address of a piece of the conversation. @param query of the page that a link leads to */
const pieceAt = ({ slug }: Talk, query: string): string => `/articles/${encodeURIComponent(slug)}/conversation${query}`

export const loadPiece = (talk: Talk, query: string) =>
  fetchHtml(talk, pieceAt(talk, query || (talk.lang ? `?lang=${talk.lang}` : '')))

/** Whether the list begins where its order does. */
export const isAtStart = ({ section }: Talk): boolean => !section.querySelector('.paging [rel="first"], .earlier')

/** Follows a link to the next page, another order or the first page. */
export async function follow(talk: Talk, link: HTMLAnchorElement): Promise<void> {
  const { section } = talk
  if (link.ariaBusy === 'true') return
  link.ariaBusy = 'true'
  const isMore = link.rel === 'next'
  const choice = link.closest('.choice') ? [...section.querySelectorAll('.choice a')].indexOf(link) : -1
  announce(talk, talk.text('loading'))
  try {
    const url = new URL(link.href)
    const query = new URLSearchParams(url.search)
    // A piece has no address bar that would remember its language.
    query.set('lang', talk.lang)
    const { content } = await loadPiece(talk, `?${query}`)
    const first = show(talk, content, isMore)
    if (talk.site === '' && !isMore) history.replaceState(history.state, '', url.pathname + url.search)
    if (choice >= 0) section.querySelectorAll<HTMLElement>('.choice a')[choice]?.focus()
    else if (isMore) focusOn(first)
    else focusOn(section.querySelector<HTMLElement>('#u_comments'))
  } catch {
    link.ariaBusy = null
    // Without scripts the link would have led there; so it does now.
    if (talk.site === '' && navigator.onLine) location.assign(link.href)
    else announce(talk, talk.text('failedText'))
  }
}

/** Shows a piece: behind what is there, or in its place. @returns the first comment that is new */
export function show(talk: Talk, content: DocumentFragment, isMore: boolean): HTMLElement | undefined {
  const { section } = talk
  const piece = content.querySelector<HTMLElement>('section')
  const list = threads(talk)
  const fresh = [...content.querySelectorAll<HTMLElement>('ol.threads > li')].filter(
    (item) => !isMore || !list.querySelector(`#${CSS.escape(item.firstElementChild?.id ?? '')}`),
  )
  if (isMore) list.append(...fresh)
  else {
    list.replaceChildren(...fresh)
    section.querySelector('.earlier')?.remove()
    section.dataset.sort = piece?.dataset.sort ?? 'newest'
  }
  for (const name of ['.choice', '.paging']) swap(section, name, content.querySelector(name), list)
  prune(talk, list)
  const around = element('div')
  for (const item of fresh) tellTimes(talk, item)
  around.remove()
  void showVotes(talk, list)
  showOwn(talk)
  return fresh[0]?.querySelector<HTMLElement>('article') ?? undefined
}

function swap(section: HTMLElement, name: string, fresh: Element | null, list: Element): void {
  const old = section.querySelector(`:scope > ${name}`)
  if (fresh && old) old.replaceWith(fresh)
  else if (fresh && name === '.paging') list.after(fresh)
  else if (!fresh && name === '.paging') old?.remove()
}

/** Lets the earliest threads go, without moving what is read, and leaves a way back. */
function prune(talk: Talk, list: HTMLElement): void {
  const surplus = [...list.children].slice(0, Math.max(0, list.children.length - MOST_THREADS))
  if (surplus.length === 0) return
  const anchor = list.children[surplus.length]
  const before = anchor?.getBoundingClientRect().top ?? 0
  for (const each of surplus) each.remove()
  const back = talk.section.querySelector('.paging [rel="first"]')
  if (back && !talk.section.querySelector('.earlier'))
    list.before(element('p', { class: 'earlier' }, back.cloneNode(true)))
  // Browsers that anchor scrolling by themselves have nothing left to mend.
  const moved = (anchor?.getBoundingClientRect().top ?? 0) - before
  if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' })
}

/** All replies of a thread, as its own page shows them, in the place of the first few. */
export async function showReplies(talk: Talk, link: HTMLAnchorElement): Promise<void> {
  if (link.ariaBusy === 'true') return
  link.ariaBusy = 'true'
  announce(talk, talk.text('loading'))
  try {
    const { pathname, search } = new URL(link.href)
    const { content } = await fetchHtml(talk, pathname + (search || `?lang=${talk.lang}`))
    const item = link.closest('li')
    const thread = content.querySelector('ol.threads > li')
    const replies = thread?.querySelector(':scope > ol.replies')
    if (!item || !thread || !replies) throw new Error('There is no thread on its page.')
    const known = new Set([...item.querySelectorAll('article')].map(({ id }) => id))
    const fresh = [...replies.querySelectorAll<HTMLElement>('article')].find(({ id }) => !known.has(id))
    item.querySelector(':scope > ol.replies')?.replaceWith(replies)
    const on = thread.querySelector(':scope > p > [rel="next"]')
    if (on) link.replaceWith(on)
    else link.parentElement?.remove()
    tellTimes(talk, replies)
    void showVotes(talk, replies)
    showOwn(talk)
    focusOn(fresh ?? item.querySelector<HTMLElement>('article'))
  } catch {
    link.ariaBusy = null
    if (talk.site === '' && navigator.onLine) location.assign(link.href)
    else announce(talk, talk.text('failedText'))
  }
}
