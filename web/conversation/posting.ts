/**
 * Posting without leaving the page. A comment stands in its place at once and says how it fares; what could not be sent
 * is kept, across reloads too, and sent again under the same key, so that it can't stand there twice.
 */
import { heed, now } from './clock.ts'
import { addToTotal, change, find, make, markHeld, place, setFoot, template } from './comments.ts'
import { clearDraft, parentOf, setValues, type Values, valuesOf } from './drafts.ts'
import { element, onClick } from './element.ts'
import { isFine, showRefusal } from './form.ts'
import { recall, replace } from './memory.ts'
import { keep } from './own.ts'
import { closeReply, openReply } from './replying.ts'
import { type CommentView, call, reasonOf } from './server.ts'
import { announce, focusOn, isElsewhere, keepFocus, type Talk, tell } from './talk.ts'

/** A comment on its way, and the key that it is sent under. */
type Outgoing = { key: string; at: number; values: Values; parentId: string | null }
type Posted = { comment: CommentView; editToken: string; editableUntil?: string }

/** The server remembers a key for a day. What is older might be there already, so its author decides. */
const RETRIED_FOR = 23 * 60 * 60 * 1000

const nameOf = ({ slug }: Talk) => `outbox:${slug}`

/** @param more what is kept beside the others, when it isn't dropped */
const drop = (talk: Talk, { key }: Outgoing, ...more: Outgoing[]): void =>
  replace<Outgoing>(nameOf(talk), (each) => each.key === key, ...more)

export function submit(talk: Talk, form: HTMLFormElement): void {
  if (!isFine(talk, form)) return
  const outgoing = { key: newKey(), at: now(), values: valuesOf(form), parentId: parentOf(talk) || null }
  drop(talk, outgoing, outgoing)
  clearDraft(talk)
  closeReply(talk)
  const shown = stand(talk, outgoing)
  focusOn(shown)
  if (shown) void send(talk, outgoing, shown)
}

/** What was still on its way when the page was left. */
export function resume(talk: Talk): void {
  for (const outgoing of recall<Outgoing[]>(nameOf(talk), [])) {
    const shown = stand(talk, outgoing)
    if (!shown) continue
    if (now() - outgoing.at < RETRIED_FOR) void send(talk, outgoing, shown)
    else ask(talk, outgoing, shown, talk.text('sendFailed'))
  }
}

/** The comment as it was typed, until the server says how it looks; undefined where it has no place on this page. */
function stand(talk: Talk, { key, at, values, parentId }: Outgoing): HTMLElement | undefined {
  const shown = make(talk, {
    id: key,
    parentId,
    author: { name: values.name ?? '' },
    html: '',
    createdAt: new Date(at).toISOString(),
    editedAt: null,
    state: 'published',
    score: 0,
  })
  shown.querySelector('.when')?.removeAttribute('href')
  const typed = element('p', values.text?.trim() ?? '')
  typed.className = 'typed'
  shown.querySelector('.text')?.append(typed)
  return place(talk, shown, parentId) || place(talk, shown, null) ? shown : undefined
}

function tellState(talk: Talk, shown: HTMLElement, state: string, text: string, ...more: HTMLElement[]): void {
  setFoot(shown, state, text, ...more)
  announce(talk, text)
}

async function send(talk: Talk, outgoing: Outgoing, shown: HTMLElement): Promise<void> {
  tellState(talk, shown, 'sending', talk.text('sending'))
  const headers = { 'idempotency-key': outgoing.key }
  const answer = await call<Posted>(talk, 'POST', 'comments', headers, inputOf(talk, outgoing))
  if (answer.ok) return arrive(talk, outgoing, shown, answer.body)
  if (talk.signal.aborted) return

  const { errors } = answer.body
  if (talk.form && errors) {
    mend(talk, outgoing, shown)
    return showRefusal(talk, talk.form, answer)
  }
  const isUnanswered = answer.status === 0
  ask(talk, outgoing, shown, isUnanswered && !navigator.onLine ? talk.text('offline') : reasonOf(talk, answer))
  // What only the network prevented goes on by itself.
  const { signal } = talk
  const goOn = () => shown.isConnected && shown.dataset.state !== 'sending' && void send(talk, outgoing, shown)
  if (isUnanswered) addEventListener('online', goOn, { once: true, signal })
}

/** Says why it could not be sent, and leaves its author the choice. */
function ask(talk: Talk, outgoing: Outgoing, shown: HTMLElement, reason: string): void {
  const again = () => {
    const isOld = now() - outgoing.at >= RETRIED_FOR
    const next = isOld ? { ...outgoing, key: newKey(), at: now() } : outgoing
    drop(talk, outgoing, next)
    void send(talk, next, shown)
  }
  const buttons = template(talk, 'failed')
  onClick(
    buttons,
    again,
    () => mend(talk, outgoing, shown),
    () => discard(talk, outgoing, shown),
  )
  tellState(talk, shown, 'failed', reason, buttons)
}

function discard(talk: Talk, outgoing: Outgoing, shown: HTMLElement): void {
  drop(talk, outgoing)
  shown.parentElement?.remove()
  talk.form?.querySelector('textarea')?.focus({ preventScroll: true })
}

/** Takes it back into the form. */
function mend(talk: Talk, outgoing: Outgoing, shown: HTMLElement): void {
  discard(talk, outgoing, shown)
  openReply(talk, outgoing.parentId ?? '')
  if (talk.form) setValues(talk.form, outgoing.values)
}

function inputOf(talk: Talk, { values, parentId }: Outgoing): object {
  const { text, name, email, url } = values
  return {
    author: { name, email: email?.trim() || undefined, url: url?.trim() || undefined },
    text,
    parentId: parentId ?? undefined,
    // A conversation that is known by its page's address alone begins with the first comment.
    page: isElsewhere(talk) ? talk.page : undefined,
  }
}

function arrive(talk: Talk, outgoing: Outgoing, shown: HTMLElement, posted: Posted): void {
  drop(talk, outgoing)
  const { comment, editToken: token, editableUntil = '' } = posted
  const { id, state } = comment
  const isHeld = state === 'held'
  // Exact to the millisecond, while `Date` is to the second.
  heed(Date.parse(comment.createdAt))
  const known = find(talk, id)
  const fresh = known ?? make(talk, comment)
  keepFocus(shown, () => (known ? shown.parentElement?.remove() : shown.replaceWith(fresh)), fresh)
  if (known) change(talk, known, comment)
  if (isHeld) markHeld(talk, fresh)
  else if (!known) addToTotal(talk, 1)
  keep(talk, { id, token, until: Date.parse(editableUntil) || 0, shown: comment })
  announce(talk, talk.text(isHeld ? 'ownHeld' : 'ownPublished'))
  tell(talk, 'posted', { id, held: isHeld })
}

/** Not `randomUUID`, which a page without TLS lacks. */
const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')
