/**
 * Further pages of the conversation, in place. The next page is appended. Another order replaces this one. The number
 * of threads is limited.
 */
import { anchorsIn, commentsIn, heading, isAtEnd, isThread, newIn, threads } from './comments.ts'
import { announce, type Conversation, focusOn, isExternalPage } from './conversation.ts'
import { element } from './element.ts'
import { closeReply } from './forms/replying.ts'
import { showOwn } from './own.ts'
import { fetchHtml } from './server.ts'
import { tellTimes } from './times.ts'
import { showVotes } from './voting.ts'

/** Most threads on the page. The first ones are removed beyond that. */
const MOST_THREADS = 100

/** Loads a page of the conversation. @param query of the link to that page */
export const loadPiece = (conversation: Conversation, query = conversation.asked) =>
  fetchHtml(
    conversation,
    // Before its first comment, an external page has no slug on the server. Only its address works.
    conversation.page && isExternalPage(conversation)
      ? `/conversation?${query.slice(1)}&url=${encodeURIComponent(conversation.page.url)}`
      : `/articles/${encodeURIComponent(conversation.slug)}/conversation${query}`,
  )

/** Whether this page is where new comments belong by its order. Replies belong in every page that has their thread. */
export function hasRoomForNew(conversation: Conversation): boolean {
  const { section } = conversation
  return (
    isThread(conversation) ||
    isAtEnd(conversation) ||
    (section.dataset.sort === 'newest' && !section.querySelector('[rel="first"]'))
  )
}

/** Shows the target of a link in place. @param show returns the element to focus */
async function instead(
  conversation: Conversation,
  link: HTMLAnchorElement,
  show: () => Promise<HTMLElement | null | undefined>,
) {
  if (link.ariaBusy) return
  link.ariaBusy = 'true'
  announce(conversation, conversation.text('loading'))
  try {
    focusOn(await show())
  } catch {
    // As without scripts.
    if (conversation.site === '' && navigator.onLine) location.assign(link.href)
    else announce(conversation, conversation.text('sendFailed'))
  }
  link.ariaBusy = null
}

/** Follows a link to the next page, another order or the first page. */
export const follow = (conversation: Conversation, link: HTMLAnchorElement): Promise<void> =>
  instead(conversation, link, async () => {
    const { section, site } = conversation
    const { pathname, search, rel } = link
    const isMore = rel === 'next'
    const { content } = await loadPiece(conversation, search)
    const first = show(conversation, content, isMore)
    if (isMore) return first
    if (site === '') history.replaceState(history.state, '', pathname + search)
    const chosen = link.closest('.order nav') && section.querySelector<HTMLElement>('.order [aria-current]')
    return chosen ?? heading(conversation)
  })

/** Shows a page of the conversation: after the others, or instead of them. @returns the first new comment */
export function show(
  conversation: Conversation,
  content: DocumentFragment,
  isMore: boolean,
): HTMLElement | null | undefined {
  const { section } = conversation
  const list = threads(conversation)
  if (!list) return null
  if (!isMore) {
    closeReply(conversation)
    list.replaceChildren()
    if (!isThread(conversation)) section.dataset.sort = content.querySelector('section')?.dataset.sort ?? ''
  }
  const known = anchorsIn(list)
  const fresh = [...content.querySelectorAll('.threads > li')].filter(
    ({ firstElementChild: root }) => !known.includes(root?.id ?? ''),
  )
  list.append(...fresh)
  for (const place of ['.order', '.pages'])
    section.querySelector(place)?.replaceWith(content.querySelector(place) ?? '')
  prune(conversation, list)
  dress(conversation, fresh)
  return newIn(list, known)[0]
}

/** Adds what the server cannot render: local times, the reader's votes and own comments. */
export function dress(conversation: Conversation, fresh: readonly Element[]): void {
  tellTimes(conversation, conversation.section)
  void showVotes(conversation, fresh)
  showOwn(conversation)
}

/** Removes the first threads without moving the others, and adds a link back to them. */
function prune(conversation: Conversation, list: HTMLElement): void {
  const surplus = [...list.children].slice(0, -MOST_THREADS)
  if (surplus.length === 0) return
  const anchor = list.children[surplus.length]
  const top = () => anchor?.getBoundingClientRect().top ?? 0
  const before = top()
  if (surplus.some((each) => each.contains(conversation.form))) closeReply(conversation)
  for (const each of surplus) each.remove()
  const back = conversation.section.querySelector('.pages [rel="first"]')
  if (back) conversation.section.querySelector('.order')?.append(element('p', back.cloneNode(true)))
  // Where the browser anchors scrolling, this is 0.
  scrollBy({ top: top() - before, behavior: 'instant' })
}

/** Shows all replies of a thread in place of the first ones, from the thread's own page. */
export const showReplies = (conversation: Conversation, link: HTMLAnchorElement): Promise<void> =>
  instead(conversation, link, async () => {
    const { pathname, search } = link
    const { content } = await fetchHtml(conversation, pathname + search)
    const item = link.closest('li')
    const replies = content.querySelector('.threads > li > .replies')
    if (!item || !replies) throw new Error('There is no thread on its page.')
    const known = anchorsIn(item)
    if (item.contains(conversation.form)) closeReply(conversation)
    item.querySelector('.replies')?.replaceWith(replies)
    const on = content.querySelector('.threads > li > p > [rel="next"]')
    if (on) link.replaceWith(on)
    else link.parentElement?.remove()
    dress(conversation, [replies])
    return newIn(replies, known)[0] ?? commentsIn(item)[0]
  })
