/**
 * An address that ends with `#comment-<id>` names a comment. The comment is loaded if it is not on the page, and
 * marked.
 */
import { find, template, threads } from './comments.ts'
import { announce, type Conversation, focusOn } from './conversation.ts'
import { closeReply } from './forms/replying.ts'
import { dress } from './paging.ts'
import { fetchHtml } from './server.ts'

/** Other comment systems use numbers as ids. */
const NAMED = /^#comment-([\dA-Z]{26}(?:\.[\dA-Z]{26})?)$/

export function followFragment(conversation: Conversation): void {
  const follow = () => {
    const [, id] = NAMED.exec(location.hash) ?? []
    if (id) void showComment(conversation, id)
  }
  addEventListener('hashchange', follow, { signal: conversation.signal })
  follow()
}

async function showComment(conversation: Conversation, id: string): Promise<void> {
  const { section, signal } = conversation
  // While the comment is loaded, the address may change.
  const isNamed = () => !signal.aborted && location.hash === `#comment-${id}`
  section.querySelector('.missing')?.remove()
  try {
    if (!find(conversation, id)) await load(conversation, id)
  } catch (error) {
    const { cause: status } = error as { cause?: unknown }
    if (isNamed() && status === 404) tellMissing(conversation)
    else if (isNamed()) console.warn('Understory:', error)
  }
  const comment = find(conversation, id)
  if (!comment || !isNamed()) return
  for (const each of section.querySelectorAll('.current')) each.classList.remove('current')
  comment.classList.add('current')
  focusOn(comment)
  comment.scrollIntoView({ block: 'center' })
}

/** Loads the comment's thread from its own page. It replaces the thread on this page, or is inserted first. */
async function load(conversation: Conversation, id: string): Promise<void> {
  const { content } = await fetchHtml(
    conversation,
    `/articles/${encodeURIComponent(conversation.slug)}/comments/${id}${conversation.asked}`,
  )
  const item = content.querySelector('.threads > li')
  if (!item) return
  // Its own page marks the comment.
  item.querySelector('.current')?.classList.remove('current')
  const known = find(conversation, id.split('.')[0] ?? '')?.closest('li')
  if (known?.contains(conversation.form)) closeReply(conversation)
  if (known) known.replaceWith(item)
  else threads(conversation)?.prepend(item)
  dress(conversation, [item])
}

/** Shows nothing if the page has several conversations, because another one may have the comment. */
function tellMissing(conversation: Conversation): void {
  if (document.querySelectorAll('understory-comments').length > 1) return
  const notice = template(conversation, 'missing')
  threads(conversation)?.before(notice)
  announce(conversation, notice.textContent ?? '')
  focusOn(notice)
}
