/**
 * One's own comments, in this browser: while the time for it lasts they can be changed and deleted where they stand. One
 * that waits for a moderator, or that a cache doesn't show yet, is laid over the page for its author.
 */
import { now } from './clock.ts'
import { addToTotal, change, find, make, markHeld, place, showTombstone, template } from './comments.ts'
import { announce, type Conversation, focusOn, keepFocus } from './conversation.ts'
import { onClick } from './element.ts'
import { countCharacters } from './forms/form.ts'
import { openPanel } from './forms/panel.ts'
import { recall, remember, replace } from './memory.ts'
import { type CommentView, call, reasonOf } from './server.ts'
import { remaining } from './times.ts'

/** @param shown the comment itself, while others may not see it */
export type Own = { id: string; token: string; until: number; shown?: CommentView | undefined }

/** What its author alone may ask for; a comment is removed for them whatever a moderator's reason was. */
type Source = { text: string; version: number; state: 'published' | 'held' | 'removed' }

/** Milliseconds that a comment is shown to its author while the server’s page lacks it: it is held, or a cache is old. */
const SHOWN_FOR = { held: 3 * 24 * 60 * 60 * 1000, published: 120_000, removed: 0 }

const nameOf = ({ slug }: Conversation) => `own:${slug}`

const isShown = ({ shown }: Own): boolean =>
  shown !== undefined && Date.parse(shown.createdAt) + SHOWN_FOR[shown.state] > now()

/** @param more what is remembered beside the others */
const forget = (conversation: Conversation, { id }: Own, ...more: Own[]): void =>
  replace<Own>(nameOf(conversation), (each) => each.id === id, ...more)

export function keep(conversation: Conversation, own: Own): void {
  forget(conversation, own, own)
  controls(conversation, own)
}

/** Puts one's own comments and what can be done with them onto a page that has just been shown. */
export function showOwn(conversation: Conversation): void {
  for (const own of recall<Own[]>(nameOf(conversation), [])) {
    if (own.until < now() && !isShown(own)) forget(conversation, own)
    else if (find(conversation, own.id)) controls(conversation, own)
    else if (isShown(own)) void overlay(conversation, own)
  }
}

async function overlay(conversation: Conversation, own: Own): Promise<void> {
  const { ok, body } = await call<CommentView>(conversation, 'GET', `comments/${own.id}`)
  const shown = ok ? body : own.shown
  if (!shown || shown.state === 'removed' || find(conversation, own.id)) return
  const comment = make(conversation, shown)
  if (!place(conversation, comment, shown.parentId)) return
  if (shown.state === 'held') markHeld(conversation, comment)
  keep(conversation, { ...own, shown })
  // Only its author is told what a moderator decided about a comment that nobody else has seen.
  if (ok) return
  const source = await call<Source>(conversation, 'GET', `comments/${own.id}/source`, bearer(own))
  if (source.body.state === 'removed') showTombstone(conversation, comment)
}

/** Edit and delete, and how long they last. */
function controls(conversation: Conversation, own: Own): void {
  const comment = find(conversation, own.id)
  const foot = comment?.querySelector(':scope > footer')
  if (!comment || !foot || foot.querySelector('.own')) return
  const buttons = template(conversation, 'own')
  onClick(
    buttons,
    () => void edit(conversation, own, comment),
    () => askToDelete(conversation, own, comment),
  )
  foot.append(buttons)
  const tick = () => {
    const time = own.until - now()
    buttons
      .querySelector('.hint')
      ?.replaceChildren(conversation.text('timeToEdit', { time: remaining(conversation.lang, time) }))
    if (time > 0 && buttons.isConnected) return void setTimeout(tick, 1000)
    keepFocus(comment, () => buttons.remove())
  }
  tick()
}

const draftOf = ({ id }: Own) => `edit:${id}`

const bearer = ({ token }: Own) => ({ authorization: `Bearer ${token}` })

async function edit(conversation: Conversation, own: Own, comment: HTMLElement): Promise<void> {
  const source = await call<Source>(conversation, 'GET', `comments/${own.id}/source`, bearer(own))
  if (!source.ok) return announce(conversation, reasonOf(conversation, source))
  const form = template<HTMLFormElement>(conversation, 'edit')
  const area = form.querySelector('textarea')
  if (!area) return
  const { text, version } = source.body
  const draft = draftOf(own)
  const kept = recall(draft, { text, version })
  // What was typed into an older version is no draft of this one.
  area.value = kept.version === version ? kept.text : text
  area.addEventListener('input', () => remember(draft, { text: area.value, version }))
  // Only whoever presses the button gives it up; Escape and another form leave it.
  form
    .querySelector('[type="button"]')
    ?.addEventListener('click', (event) => event.isTrusted && remember(draft, undefined))
  countCharacters(conversation, area)
  const send = () =>
    call<{ comment: CommentView }>(conversation, 'PATCH', `comments/${own.id}`, bearer(own), { text: area.value })
  openPanel(conversation, comment, form, send, ({ comment: saved }) => {
    remember(draft, undefined)
    change(conversation, comment, saved)
    if (saved.state === 'held') markHeld(conversation, comment)
    keep(conversation, { ...own, shown: saved })
    announce(conversation, conversation.text('ownSaved'))
  })
}

function askToDelete(conversation: Conversation, own: Own, comment: HTMLElement): void {
  const form = template<HTMLFormElement>(conversation, 'delete')
  const send = () => call(conversation, 'DELETE', `comments/${own.id}`, bearer(own))
  openPanel(conversation, comment, form, send, () => {
    if (comment.dataset.state !== 'held') addToTotal(conversation, -1)
    forget(conversation, own)
    remember(draftOf(own), undefined)
    showTombstone(conversation, comment)
    focusOn(comment)
    announce(conversation, conversation.text('ownDeleted'))
  })
}
