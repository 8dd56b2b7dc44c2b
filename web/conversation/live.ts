/**
 * Live updates. Edits, removals and scores are applied at once. New comments wait behind a button, so that nothing
 * moves and the focus stays. The change feed is described in docs/api.md, “Following a conversation live”.
 */
import { anchorsIn, change, find, heading, isThread, make, newIn, place, setTotal, showTombstone } from './comments.ts'
import { announce, type Conversation, focusOn } from './conversation.ts'
import { showOwn } from './own.ts'
import { hasRoomForNew, loadPiece, show } from './paging.ts'
import { type CommentView, call, fetchHtml } from './server.ts'

type Item = { id: string; comment: CommentView | null }
type Bucket = { items: Item[]; next: number; total?: number; truncated?: boolean }

/** Milliseconds of a bucket of the feed. */
const BUCKET = 10_000
const PAUSE = 10_000
const LONGEST_PAUSE = 160_000
/** After this many milliseconds of sleep, reading the conversation again takes fewer requests than its buckets. */
const LONG_SLEEP = 90_000
const MOST_BUCKETS = LONG_SLEEP / BUCKET

/** @param start the bucket to start with */
export function followLive(conversation: Conversation, start: number): void {
  const { section, signal } = conversation
  let bucket = start
  /** New comments that are not shown yet. */
  const waiting = new Map<string, CommentView>()
  /** The number of further new comments on the first page, after it was read again. */
  let unread = 0
  let pause = PAUSE
  let asked = performance.now()
  let timer: ReturnType<typeof setTimeout>

  const news = section.querySelector<HTMLElement>('.news button')

  const offer = () => {
    const count = waiting.size + unread
    const text = count > 0 ? conversation.text('newComments', { count }) : ''
    if (!news || text === news.textContent) return
    news.textContent = text
    news.hidden = !text
    news.onclick = reveal
    if (text) announce(conversation, text)
  }

  const reveal = async () => {
    const before = anchorsIn(section)
    if (unread > 0 || !hasRoomForNew(conversation)) show(conversation, (await read()).content, false)
    // Oldest first, so that the newest ends on top.
    for (const view of [...waiting.values()].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1)))
      if (!find(conversation, view.id)) place(conversation, make(conversation, view), view.parentId)
    waiting.clear()
    unread = 0
    offer()
    focusOn(newIn(section, before)[0] ?? heading(conversation))
  }

  const apply = ({ id, comment }: Item) => {
    const shown = find(conversation, id)
    if (comment?.state !== 'published') {
      waiting.delete(id)
      if (shown && !shown.dataset.state) showTombstone(conversation, shown)
    } else if (shown) {
      // An own comment that was held gets its buttons when it is made again.
      if (shown.dataset.state === 'held') {
        shown.replaceWith(make(conversation, comment))
        showOwn(conversation)
      } else change(conversation, shown, comment)
    } else if (comment.parentId === null ? !isThread(conversation) : find(conversation, id.split('.')[0] ?? ''))
      waiting.set(id, comment)
  }

  /** The first page, or the whole thread on its own page. */
  const read = () =>
    isThread(conversation) ? fetchHtml(conversation, location.pathname + location.search) : loadPiece(conversation)

  const readAgain = async () => {
    const since = bucket * BUCKET
    const { content, headers } = await read()
    bucket = Number(headers.get('understory-live-from')) || bucket
    setTotal(conversation, Number(content.querySelector<HTMLElement>('.conversation')?.dataset.total ?? 0))
    waiting.clear()
    // Older comments are not new. They were on another page.
    const isNews = (each: Element) => Date.parse(each.querySelector('time')?.dateTime ?? '') >= since
    unread = newIn(content, anchorsIn(section)).filter(isNews).length
  }

  const ask = async () => {
    // `performance.now()` may stop while the device sleeps. Then the number of buckets shows it.
    const isLate = performance.now() - asked > LONG_SLEEP
    asked = performance.now()
    if (isLate) await readAgain()
    for (let before = 0, left = MOST_BUCKETS; before !== bucket; left--) {
      if (left === 0) return readAgain()
      before = bucket
      const { status, body } = await call<Bucket>(conversation, 'GET', `changes/${bucket}`)
      // 404: the guessed bucket may be in the future.
      if (status === 410 || status === 404 || body.truncated) return readAgain()
      if (status !== 200) throw new Error(`The feed answered ${status}.`)
      for (const item of body.items) apply(item)
      if (body.total !== undefined && body.items.length > 0) setTotal(conversation, body.total)
      bucket = body.next
    }
  }

  const tick = async () => {
    clearTimeout(timer)
    if (document.hidden || signal.aborted) return
    try {
      await ask()
      offer()
      pause = PAUSE
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
    timer = setTimeout(tick, pause)
  }
  document.addEventListener('visibilitychange', tick, { signal })
  timer = setTimeout(tick, PAUSE)
}
