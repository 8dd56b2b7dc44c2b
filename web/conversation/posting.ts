/**
 * Posting without leaving the page. A comment stands in its place at once and says how it fares; what could not be sent
 * is kept, across reloads too, and sent again under the same key, so that it can't stand there twice.
 */
import { change, find, make, markHeld, place, setTotal, totalOf } from './comments.ts'
import { forgetDraft } from './drafts.ts'
import { button, element } from './element.ts'
import { faultsIn, refused, type Values } from './faults.ts'
import { clearFaults, parentOf, setStatus, setValues, showFaults, valuesOf } from './form.ts'
import { recall, remember } from './memory.ts'
import { keep } from './own.ts'
import { openReply } from './replying.ts'
import { type CommentView, call, isDone, reasonOf } from './server.ts'
import { announce, focused, focusOn, type Talk, tell } from './talk.ts'

/** A comment on its way. */
type Outgoing = { key: string; at: number; values: Values; parentId: string | null }
type Posted = { comment: CommentView; editToken: string; editableUntil?: string }

/** The server remembers a key for a day; what is older might be there already. */
const RETRIED_FOR = 23 * 60 * 60 * 1000

const outbox = (talk: Talk): Outgoing[] => recall<Outgoing[]>(`outbox:${talk.slug}`, [])
const setOutbox = (talk: Talk, all: Outgoing[]) => remember(`outbox:${talk.slug}`, all.length > 0 ? all : undefined)
const drop = (talk: Talk, { key }: Outgoing) =>
  setOutbox(
    talk,
    outbox(talk).filter((each) => each.key !== key),
  )

/** @param close puts a reply's form away */
export function submit(talk: Talk, form: HTMLFormElement, close: () => void): void {
  clearFaults(form)
  const values = valuesOf(form)
  const faults = faultsIn(values)
  if (faults.length > 0) {
    showFaults(talk, form, faults)
    return
  }
  const outgoing = { key: newKey(), at: Date.now(), values, parentId: parentOf(form) ?? null }
  setOutbox(talk, [...outbox(talk), outgoing])
  forgetDraft(talk, form)
  setValues(form, { text: '' })
  setStatus(form)
  close()
  const shown = stand(talk, outgoing)
  focusOn(shown)
  void send(talk, outgoing, shown)
}

/** What was still on its way when the page was left. */
export function resume(talk: Talk): void {
  for (const outgoing of outbox(talk)) {
    if (Date.now() - outgoing.at > RETRIED_FOR) drop(talk, outgoing)
    else void send(talk, outgoing, stand(talk, outgoing))
  }
}

/** The comment as it was typed, until the server says how it looks. */
function stand(talk: Talk, { key, at, values, parentId }: Outgoing): HTMLElement {
  const { name } = values
  const shown = make(talk, {
    id: key,
    parentId,
    author: { name: name.trim() },
    html: '',
    createdAt: new Date(at).toISOString(),
    editedAt: null,
    state: 'published',
    score: 0,
  })
  const link = shown.querySelector('.when')
  link?.replaceWith(element('span', { class: 'when' }, ...link.childNodes))
  shown.querySelector('.text')?.replaceChildren(
    ...values.text
      .trim()
      .split('\n')
      .map((line) => element('div', {}, line || '\u00a0')),
  )
  shown.querySelector('footer')?.replaceChildren(element('span', { class: 'how' }))
  if (!place(talk, shown, parentId)) place(talk, shown, null)
  return shown
}

async function send(talk: Talk, outgoing: Outgoing, shown: HTMLElement): Promise<void> {
  const say = (state: string, text: string, ...more: Node[]) => {
    shown.dataset.state = state
    const hadFocus = shown.querySelector('footer')?.contains(focused(talk))
    shown.querySelector('footer')?.replaceChildren(element('span', { class: 'how' }, text), ...more)
    if (hadFocus) focusOn(shown)
    announce(talk, text)
  }
  say('sending', talk.text('sending'))
  const answer = await call<Posted>(talk, 'POST', 'comments', {
    body: inputOf(talk, outgoing),
    headers: { 'idempotency-key': outgoing.key },
  })
  if (talk.signal.aborted) return
  if (isDone(answer)) return arrive(talk, outgoing, shown, answer.body)

  const pointers = answer.problem.errors?.map(({ pointer }) => pointer) ?? []
  if (answer.status === 422 && !pointers.includes('#/parentId')) {
    const form = takeBack(talk, outgoing, shown)
    if (form) showFaults(talk, form, refused(outgoing.values, pointers))
    return
  }
  const again = () => void send(talk, outgoing, shown)
  const isOffline = answer.status === 0 && !navigator.onLine
  say(
    isOffline ? 'offline' : 'failed',
    isOffline ? talk.text('offline') : reasonOf(talk, answer),
    ...(isOffline ? [] : [button(talk.text('tryAgain'), again)]),
    button(talk.text('edit'), () => takeBack(talk, outgoing, shown)),
    button(talk.text('discardDraft'), () => discard(talk, outgoing, shown)),
  )
  // What only the network prevented goes on by itself.
  if (answer.status === 0) {
    const { signal } = talk
    addEventListener('online', () => shown.isConnected && shown.dataset.state !== 'sending' && again(), {
      once: true,
      signal,
    })
  }
}

function inputOf({ slug, page }: Talk, { values, parentId }: Outgoing): object {
  const { text, name, email, url } = values
  return {
    author: { name, ...(email.trim() && { email }), ...(url.trim() && { url }) },
    text,
    ...(parentId !== null && { parentId }),
    // A conversation that is known by its page's address alone begins with the first comment.
    ...(slug.startsWith('~') && page && { page }),
  }
}

function arrive(talk: Talk, outgoing: Outgoing, shown: HTMLElement, posted: Posted): void {
  drop(talk, outgoing)
  const { comment, editToken, editableUntil } = posted
  const isHeld = comment.state === 'held'
  keep(talk, {
    id: comment.id,
    token: editToken,
    until: Date.parse(editableUntil ?? '') || 0,
    held: isHeld ? comment : undefined,
  })
  const known = find(talk, comment.id)
  const fresh = known ?? make(talk, comment)
  const hadFocus = shown.contains(focused(talk))
  if (known) {
    change(talk, known, comment)
    shown.parentElement?.remove()
  } else shown.replaceWith(fresh)
  if (isHeld) markHeld(talk, fresh)
  else if (!known) setTotal(talk, (totalOf(talk) ?? 0) + 1)
  if (hadFocus) focusOn(fresh)
  announce(talk, talk.text(isHeld ? 'ownHeld' : 'ownPublished'))
  tell(talk, 'posted', { slug: talk.slug, id: comment.id, held: isHeld })
}

/** Back into the form, to be mended. */
function takeBack(talk: Talk, outgoing: Outgoing, shown: HTMLElement): HTMLFormElement | undefined {
  drop(talk, outgoing)
  const { parentId, values } = outgoing
  shown.parentElement?.remove()
  const parent = parentId === null ? null : find(talk, parentId)
  const form = parent ? openReply(talk, parent) : talk.section.querySelector<HTMLFormElement>('form.write[action]')
  if (!form) return undefined
  setValues(form, values)
  form.querySelector('textarea')?.focus()
  return form
}

function discard(talk: Talk, outgoing: Outgoing, shown: HTMLElement): void {
  drop(talk, outgoing)
  shown.parentElement?.remove()
  talk.section.querySelector<HTMLElement>('form.write textarea')?.focus({ preventScroll: true })
}

/** Not `randomUUID`, which a page without TLS lacks. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
