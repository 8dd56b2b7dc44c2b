/**
 * The reader's own comments in this browser. They can be changed and deleted in place until their time is over. A
 * comment that is held, or that a cached page lacks, is added to the page for its author.
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

/** @param shown the comment, while the page may lack it */
export type Own = { id: string; token: string; until: number; shown?: CommentView | undefined }

/** What only the author can read. If a moderator removed the comment, it has no reason. */
type Source = { text: string; version: number; state: 'published' | 'held' | 'removed' }

/** Milliseconds that a comment is shown to its author while the server’s page lacks it: it is held, or a cache is old. */
const SHOWN_FOR = { held: 3 * 24 * 60 * 60 * 1000, published: 120_000, removed: 0 }

const nameOf = ({ slug }: Conversation) => `own:${slug}`

const isShown = ({ shown }: Own): boolean =>
  shown !== undefined && Date.parse(shown.createdAt) + SHOWN_FOR[shown.state] > now()

/** @param more added to the list */
const forget = (conversation: Conversation, { id }: Own, ...more: Own[]): void =>
  replace<Own>(nameOf(conversation), (each) => each.id === id, ...more)

export function keep(conversation: Conversation, own: Own): void {
  forget(conversation, own, own)
  controls(conversation, own)
}

/** Adds own comments and their controls to a page that has just been shown. */
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
  // Only its author can read what a moderator decided about a comment that was never published.
  if (ok) return
  const source = await call<Source>(conversation, 'GET', `comments/${own.id}/source`, bearer(own))
  if (source.body.state === 'removed') showTombstone(conversation, comment)
}

/** The edit and delete buttons, and the time that is left. */
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
  // A draft of an older version is dropped.
  area.value = kept.version === version ? kept.text : text
  area.addEventListener('input', () => remember(draft, { text: area.value, version }))
  // Only a click on the button drops the draft. Escape and opening another form keep it.
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
