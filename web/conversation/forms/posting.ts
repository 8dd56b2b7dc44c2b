/**
 * Posts comments without a reload. The comment is shown at once, with its state. If sending fails, it is stored, also
 * across reloads, and sent again with the same key, so that it is posted once.
 */
import { noteTime, now } from '../clock.ts'
import { addToTotal, change, find, make, markHeld, place, setFoot, template } from '../comments.ts'
import { announce, type Conversation, focusOn, isExternalPage, keepFocus, tell } from '../conversation.ts'
import { element, onClick } from '../element.ts'
import { recall, replace } from '../memory.ts'
import { keep } from '../own.ts'
import { type CommentView, call, reasonOf } from '../server.ts'
import { clearDraft, parentOf, setValues, type Values, valuesOf } from './drafts.ts'
import { isFine, showRefusal } from './form.ts'
import { closeReply, openReply } from './replying.ts'

/** A comment that is being sent, and its idempotency key. */
type Outgoing = { key: string; at: number; values: Values; parentId: string | null }
type Posted = { comment: CommentView; editToken: string; editableUntil?: string }

/** The server stores a key for a day. An older comment may have been posted, so its author decides. */
const RETRIED_FOR = 23 * 60 * 60 * 1000

const nameOf = ({ slug }: Conversation) => `outbox:${slug}`

/** @param more added to the list */
const drop = (conversation: Conversation, { key }: Outgoing, ...more: Outgoing[]): void =>
  replace<Outgoing>(nameOf(conversation), (each) => each.key === key, ...more)

export function submit(conversation: Conversation, form: HTMLFormElement): void {
  if (!isFine(conversation, form)) return
  const outgoing = { key: newKey(), at: now(), values: valuesOf(form), parentId: parentOf(conversation) || null }
  drop(conversation, outgoing, outgoing)
  clearDraft(conversation)
  closeReply(conversation)
  const shown = stand(conversation, outgoing)
  focusOn(shown)
  if (shown) void send(conversation, outgoing, shown)
}

/** Comments that were being sent when the page was left. */
export function resume(conversation: Conversation): void {
  for (const outgoing of recall<Outgoing[]>(nameOf(conversation), [])) {
    const shown = stand(conversation, outgoing)
    if (!shown) continue
    if (now() - outgoing.at < RETRIED_FOR) void send(conversation, outgoing, shown)
    else ask(conversation, outgoing, shown, conversation.text('sendFailed'))
  }
}

/** Shows the comment as it was typed, until the server's answer. Undefined if this page has no place for it. */
function stand(conversation: Conversation, { key, at, values, parentId }: Outgoing): HTMLElement | undefined {
  const shown = make(conversation, {
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
  return place(conversation, shown, parentId) || place(conversation, shown, null) ? shown : undefined
}

function tellState(
  conversation: Conversation,
  shown: HTMLElement,
  state: string,
  text: string,
  ...more: HTMLElement[]
): void {
  setFoot(shown, state, text, ...more)
  announce(conversation, text)
}

async function send(conversation: Conversation, outgoing: Outgoing, shown: HTMLElement): Promise<void> {
  tellState(conversation, shown, 'sending', conversation.text('sending'))
  const headers = { 'idempotency-key': outgoing.key }
  const answer = await call<Posted>(conversation, 'POST', 'comments', headers, inputOf(conversation, outgoing))
  if (answer.ok) return arrive(conversation, outgoing, shown, answer.body)
  if (conversation.signal.aborted) return

  const { errors } = answer.body
  if (conversation.form && errors) {
    mend(conversation, outgoing, shown)
    return showRefusal(conversation, conversation.form, answer)
  }
  const isUnanswered = answer.status === 0
  ask(
    conversation,
    outgoing,
    shown,
    isUnanswered && !navigator.onLine ? conversation.text('offline') : reasonOf(conversation, answer),
  )
  // Sends it again when the network is back.
  const { signal } = conversation
  const goOn = () => shown.isConnected && shown.dataset.state !== 'sending' && void send(conversation, outgoing, shown)
  if (isUnanswered) addEventListener('online', goOn, { once: true, signal })
}

/** Shows why it could not be sent, and what its author can do. */
function ask(conversation: Conversation, outgoing: Outgoing, shown: HTMLElement, reason: string): void {
  const again = () => {
    const isOld = now() - outgoing.at >= RETRIED_FOR
    const next = isOld ? { ...outgoing, key: newKey(), at: now() } : outgoing
    drop(conversation, outgoing, next)
    void send(conversation, next, shown)
  }
  const buttons = template(conversation, 'failed')
  onClick(
    buttons,
    again,
    () => mend(conversation, outgoing, shown),
    () => discard(conversation, outgoing, shown),
  )
  tellState(conversation, shown, 'failed', reason, buttons)
}

function discard(conversation: Conversation, outgoing: Outgoing, shown: HTMLElement): void {
  drop(conversation, outgoing)
  shown.parentElement?.remove()
  conversation.form?.querySelector('textarea')?.focus({ preventScroll: true })
}

/** Moves it back into the form. */
function mend(conversation: Conversation, outgoing: Outgoing, shown: HTMLElement): void {
  discard(conversation, outgoing, shown)
  openReply(conversation, outgoing.parentId ?? '')
  if (conversation.form) setValues(conversation.form, outgoing.values)
}

function inputOf(conversation: Conversation, { values, parentId }: Outgoing): object {
  const { text, name, email, url } = values
  return {
    author: { name, email: email?.trim() || undefined, url: url?.trim() || undefined },
    text,
    parentId: parentId ?? undefined,
    // The first comment on an external page creates its conversation.
    page: isExternalPage(conversation) ? conversation.page : undefined,
  }
}

function arrive(conversation: Conversation, outgoing: Outgoing, shown: HTMLElement, posted: Posted): void {
  drop(conversation, outgoing)
  const { comment, editToken: token, editableUntil = '' } = posted
  const { id, state } = comment
  const isHeld = state === 'held'
  // It has milliseconds. The header `Date` has seconds.
  noteTime(Date.parse(comment.createdAt))
  const known = find(conversation, id)
  const fresh = known ?? make(conversation, comment)
  keepFocus(shown, () => (known ? shown.parentElement?.remove() : shown.replaceWith(fresh)), fresh)
  if (known) change(conversation, known, comment)
  if (isHeld) markHeld(conversation, fresh)
  else if (!known) addToTotal(conversation, 1)
  keep(conversation, { id, token, until: Date.parse(editableUntil) || 0, shown: comment })
  announce(conversation, conversation.text(isHeld ? 'ownHeld' : 'ownPublished'))
  tell(conversation, 'posted', { id, held: isHeld })
}

/** `randomUUID` needs HTTPS. */
const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')
