/**
 * An address that ends with `#comment-<id>` names a comment. The comment is loaded if it is not on the page, and marked.
 */
import { find, template, threads } from './comments.ts'
import { dress } from './paging.ts'
import { closeReply } from './replying.ts'
import { fetchHtml } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'

/** Ids of other comment systems are numbers. */
const NAMED = /^#comment-([\dA-Z]{26}(?:\.[\dA-Z]{26})?)$/

export function followFragment(talk: Talk): void {
  const follow = () => {
    const [, id] = NAMED.exec(location.hash) ?? []
    if (id) void showComment(talk, id)
  }
  addEventListener('hashchange', follow, { signal: talk.signal })
  follow()
}

async function showComment(talk: Talk, id: string): Promise<void> {
  const { section, signal } = talk
  // While it is loaded, the address may come to name another comment.
  const isNamed = () => !signal.aborted && location.hash === `#comment-${id}`
  section.querySelector('.missing')?.remove()
  try {
    if (!find(talk, id)) await load(talk, id)
  } catch (error) {
    const { cause: status } = error as { cause?: unknown }
    if (isNamed() && status === 404) tellMissing(talk)
    else if (isNamed()) console.warn('Understory:', error)
  }
  const comment = find(talk, id)
  if (!comment || !isNamed()) return
  for (const each of section.querySelectorAll('.current')) each.classList.remove('current')
  comment.classList.add('current')
  focusOn(comment)
  comment.scrollIntoView({ block: 'center' })
}

/** Loads the comment's thread from its own page. It replaces the thread if that is here, else it is the first one. */
async function load(talk: Talk, id: string): Promise<void> {
  const { content } = await fetchHtml(talk, `/articles/${encodeURIComponent(talk.slug)}/comments/${id}${talk.asked}`)
  const item = content.querySelector('.threads > li')
  if (!item) return
  // The comment's own page marks it.
  item.querySelector('.current')?.classList.remove('current')
  const known = find(talk, id.split('.')[0] ?? '')?.closest('li')
  if (known?.contains(talk.form)) closeReply(talk)
  if (known) known.replaceWith(item)
  else threads(talk)?.prepend(item)
  dress(talk, [item])
}

/** Says nothing where the page has several conversations: the comment may be in another one. */
function tellMissing(talk: Talk): void {
  if (document.querySelectorAll('understory-comments').length > 1) return
  const notice = template(talk, 'missing')
  threads(talk)?.before(notice)
  announce(talk, notice.textContent ?? '')
  focusOn(notice)
}
