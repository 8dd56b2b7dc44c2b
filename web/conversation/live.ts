/**
 * Live updates. Edits, removals and scores are applied at once. New comments wait behind a button, so that nothing
 * moves and the focus stays. The change feed is described in docs/api.md, “Live changes”.
 */
import { anchorsIn, change, find, heading, isThread, make, newIn, place, setTotal, showTombstone } from './comments.ts'
import { announce, type Conversation, focusOn } from './conversation.ts'
import { showOwn } from './own.ts'
import { nextPause, PAUSE } from './pace.ts'
import { hasRoomForNew, loadPiece, show } from './paging.ts'
import { type CommentView, call, fetchHtml } from './server.ts'

type Item = { id: string; comment: CommentView | null }
type Changes = { items: Item[]; next: number; total?: number; truncated?: boolean }

/** Milliseconds of a bucket of the feed. */
const BUCKET = 10_000
const MINUTE = 60_000
/** Milliseconds after the reader's last sign of life in which the page follows. */
const ATTENTION = 600_000
/** Events at the window. A touch is a pointer. `focus` is that of the window itself. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focus', 'focusin', 'visibilitychange']

/** @param start the bucket to start with */
export function followLive(conversation: Conversation, start: number): void {
  const { section, signal } = conversation
  let bucket = start
  /** New comments that are not shown yet. */
  const waiting = new Map<string, CommentView>()
  /** The number of further new comments on the first page, after it was read again. */
  let unread = 0
  let pause = PAUSE
  let lastSign = performance.now()
  let isIdle = false
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

  /** @returns whether something changed */
  const ask = async (): Promise<boolean> => {
    // Quiet pages ask since the start of a minute. These are few addresses, so that an edge can answer most readers.
    const since = pause > MINUTE ? bucket - (bucket % (MINUTE / BUCKET)) : bucket
    const { status, body } = await call<Changes>(conversation, 'GET', `changes/since/${since}`)
    // 404: the guessed bucket may be in the future.
    if (status === 410 || status === 404 || body.truncated) {
      await readAgain()
      return true
    }
    if (status !== 200) return false
    for (const item of body.items) apply(item)
    if (body.total !== undefined) setTotal(conversation, body.total)
    bucket = body.next
    return body.items.length > 0
  }

  const tick = async () => {
    clearTimeout(timer)
    isIdle = document.hidden || performance.now() - lastSign > ATTENTION
    if (isIdle || signal.aborted) return
    const isNews = await ask().catch(() => false)
    offer()
    pause = nextPause(pause, isNews)
    plan()
  }
  const plan = () => {
    clearTimeout(timer)
    // The random part keeps readers who lost the connection together from asking together.
    timer = setTimeout(tick, pause * (1 + Math.random() / 10))
  }
  const onSign = ({ type }: Event) => {
    lastSign = performance.now()
    if (isIdle || type === 'visibilitychange') void tick()
  }
  for (const sign of SIGNS) addEventListener(sign, onSign, { signal })
  plan()
}
