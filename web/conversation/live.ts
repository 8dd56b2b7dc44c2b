/**
 * What others do while one reads: edits, removals and scores are applied where they stand, new comments wait behind a
 * button. Nothing that is being read moves, and nobody's focus is taken. The feed: docs/api.md, “Following a conversation
 * live”.
 */
import { bury, change, find, make, place, setTotal } from './comments.ts'
import { button, element } from './element.ts'
import { isAtStart, loadPiece, show } from './paging.ts'
import { type Answer, type CommentView, call } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'

type Item = { id: string; kind: string; comment: CommentView | null }
type Bucket = { items: Item[]; next: number; total?: number; truncated?: boolean }

const PAUSE = 10_000
const LONGEST_PAUSE = 160_000
/** After this much sleep, reading the conversation again costs less than catching up. */
const LONG_SLEEP = 90_000

/** @param start the bucket to begin with */
export function followLive(talk: Talk, start: number): void {
  /** New ones that are not shown yet: by id, as the feed tells them. */
  const waiting = new Map<string, CommentView>()
  let bucket = start
  let pause = PAUSE
  let asked = Date.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The first page as it was read again, after a sleep. */
  let whole: DocumentFragment | undefined

  const bar = element('div', { class: 'news' })
  const news = button('', () => void reveal())
  talk.section.querySelector('ol.threads, p.none, .paging, form.write')?.before(bar)

  const offer = () => {
    const count = waiting.size + (whole ? unknownIn(talk, whole).length : 0)
    const text = count > 0 ? talk.plural('newComments', count) : ''
    if (text === news.textContent) return
    news.textContent = text
    if (count > 0) bar.replaceChildren(news)
    else news.remove()
    if (text) announce(talk, text)
  }

  const reveal = async () => {
    const threadsBefore = new Set([...talk.section.querySelectorAll('article')].map(({ id }) => id))
    if (whole || !isAtStart(talk)) {
      const { content } = whole ? { content: whole } : await loadPiece(talk, `?lang=${talk.lang}`)
      show(talk, content, false)
    }
    // Oldest first, so that the newest ends on top.
    for (const view of [...waiting.values()].reverse().sort((a, b) => a.createdAt.localeCompare(b.createdAt)))
      if (!find(talk, view.id)) place(talk, make(talk, view), view.parentId)
    waiting.clear()
    whole = undefined
    const fresh = [...talk.section.querySelectorAll<HTMLElement>('article')].find(({ id }) => !threadsBefore.has(id))
    offer()
    focusOn(fresh ?? talk.section.querySelector<HTMLElement>('#u_comments'))
  }

  const apply = ({ id, comment }: Item) => {
    const shown = find(talk, id)
    if (comment?.state !== 'published') {
      waiting.delete(id)
      if (shown && !shown.dataset.state) bury(talk, shown)
    } else if (shown) {
      // One's own, which was held until now, has its buttons only when it is made anew.
      if (shown.dataset.state === 'held') shown.replaceWith(make(talk, comment))
      else change(talk, shown, comment)
    } else if (waiting.has(id) || isNews(talk, comment)) waiting.set(id, comment)
  }

  const readAgain = async () => {
    const { content, headers } = await loadPiece(talk, `?lang=${talk.lang}`)
    bucket = Number(headers.get('understory-live-from')) || bucket
    const total = content.querySelector<HTMLElement>('section')?.dataset.total
    if (total !== undefined) setTotal(talk, Number(total))
    waiting.clear()
    whole = unknownIn(talk, content).length > 0 ? content : undefined
    offer()
  }

  const ask = async () => {
    if (document.hidden || talk.signal.aborted) return
    if (Date.now() - asked > LONG_SLEEP) await readAgain()
    asked = Date.now()
    for (let more = true; more; ) {
      const answer: Answer<Bucket> = await call(talk, 'GET', `changes/${bucket}`)
      if (answer.status === 410 || answer.body.truncated) {
        await readAgain()
        break
      }
      if (answer.status !== 200) throw new Error(`changes/${bucket} answered ${answer.status}`)
      const { items, next, total } = answer.body
      for (const item of items) apply(item)
      if (total !== undefined && items.length > 0) setTotal(talk, total)
      more = next !== bucket
      bucket = next
    }
    offer()
  }

  const tick = async () => {
    clearTimeout(timer)
    try {
      await ask()
      pause = PAUSE
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
    clearTimeout(timer)
    if (!document.hidden && !talk.signal.aborted) timer = setTimeout(() => void tick(), pause)
  }
  document.addEventListener('visibilitychange', () => !document.hidden && void tick(), { signal: talk.signal })
  talk.signal.addEventListener('abort', () => clearTimeout(timer))
  timer = setTimeout(() => void tick(), PAUSE)
}

/** A reply is news where its thread is shown. */
const isNews = (talk: Talk, { id, parentId }: CommentView): boolean =>
  parentId === null || find(talk, id.split('.')[0] ?? '') !== null

const unknownIn = ({ section }: Talk, content: DocumentFragment): Element[] =>
  [...content.querySelectorAll('article.comment')].filter(({ id }) => !section.querySelector(`#${CSS.escape(id)}`))
