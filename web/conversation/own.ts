/**
 * One's own comments, in this browser: while the time for it lasts they can be changed and deleted where they stand. One
 * that waits for a moderator, or that a cache doesn't show yet, is laid over the page for its author.
 */
import { bury, change, find, make, markHeld, place, setTotal, totalOf } from './comments.ts'
import { countCharacters } from './counting.ts'
import { button, element } from './element.ts'
import { faultsIn } from './faults.ts'
import { showFaults, showRefusal } from './form.ts'
import { recall, remember } from './memory.ts'
import { remaining } from './remaining.ts'
import { type Answer, type CommentView, call, isDone, reasonOf } from './server.ts'
import { announce, focused, focusOn, type Talk } from './talk.ts'

/** @param held the comment itself, while only its author sees it */
export type Own = { id: string; token: string; until: number; held?: CommentView | undefined }

/** How long a held comment is shown to its author before it is taken for refused. */
const PATIENCE = 3 * 24 * 60 * 60 * 1000

const all = (talk: Talk): Own[] => recall<Own[]>(`own:${talk.slug}`, [])

const save = (talk: Talk, owns: Own[]): void => {
  const now = Date.now()
  const alive = owns.filter(({ until, held }) => until > now || (held && Date.parse(held.createdAt) > now - PATIENCE))
  remember(`own:${talk.slug}`, alive.length > 0 ? alive : undefined)
}

const forget = (talk: Talk, { id }: Own): void =>
  save(
    talk,
    all(talk).filter((each) => each.id !== id),
  )

export function keep(talk: Talk, own: Own): void {
  save(talk, [...all(talk).filter(({ id }) => id !== own.id), own])
  // Once the comment is where it belongs.
  queueMicrotask(() => controls(talk, own))
}

/** Puts one's own comments and what can be done with them onto a page that has just been shown. */
export function showOwn(talk: Talk): void {
  for (const own of all(talk)) {
    if (!own.held || find(talk, own.id)) controls(talk, own)
    else void overlay(talk, own, own.held)
  }
}

async function overlay(talk: Talk, own: Own, held: CommentView): Promise<void> {
  const { status } = await call<CommentView>(talk, 'GET', `comments/${own.id}`)
  if (status === 200) return save(talk, [...all(talk).filter(({ id }) => id !== own.id), { ...own, held: undefined }])
  if (find(talk, own.id)) return
  const comment = make(talk, held)
  if (!place(talk, comment, held.parentId)) return
  markHeld(talk, comment)
  controls(talk, own)
}

/** Edit and delete, and how long they last. */
function controls(talk: Talk, own: Own): void {
  const comment = find(talk, own.id)
  const footer = comment?.querySelector(':scope > footer')
  if (!comment || !footer || own.until <= Date.now() || footer.querySelector('.own')) return
  const left = element('span', { class: 'hint' })
  const buttons = element(
    'span',
    { class: 'own' },
    button(talk.text('edit'), () => void edit(talk, own, comment)),
    ' ',
    button(talk.text('delete'), () => askToDelete(talk, own, comment)),
    ' ',
    left,
  )
  const tick = () => {
    const time = own.until - Date.now()
    if (time > 0 && buttons.isConnected) {
      left.textContent = talk.text('timeToEdit', { time: remaining(talk.lang, time) })
      return
    }
    clearInterval(timer)
    const hadFocus = buttons.contains(focused(talk))
    buttons.remove()
    if (hadFocus) focusOn(comment)
  }
  const timer = setInterval(tick, 1000)
  talk.signal.addEventListener('abort', () => clearInterval(timer))
  footer.append(buttons)
  tick()
}

const bearer = ({ token }: Own) => ({ headers: { authorization: `Bearer ${token}` } })

async function edit(talk: Talk, own: Own, comment: HTMLElement): Promise<void> {
  if (comment.querySelector(':scope > form')) return
  const source = await call<{ text: string }>(talk, 'GET', `comments/${own.id}/source`, bearer(own))
  if (!isDone(source)) return announce(talk, reasonOf(talk, source))
  const area = element('textarea', {
    id: 'u_edit',
    name: 'text',
    rows: '6',
    dir: 'auto',
    'aria-label': talk.text('yourComment'),
  })
  area.value = source.body.text
  const form = element('form', { class: 'write edit' }, element('h3', { class: 'unseen' }, talk.text('edit')), area)
  const close = () => {
    form.remove()
    comment.querySelector<HTMLElement>('.own button')?.focus()
  }
  form.append(element('p', {}, element('button', {}, talk.text('save')), ' ', button(talk.text('cancel'), close)))
  form.noValidate = true
  form.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    event.stopPropagation()
    const faults = faultsIn({ text: area.value, name: '-', email: '', url: '' })
    if (faults.length > 0) return showFaults(talk, form, faults)
    const answer = await call<{ comment: CommentView }>(talk, 'PATCH', `comments/${own.id}`, {
      ...bearer(own),
      body: { text: area.value },
    })
    if (!isDone(answer)) return failed(talk, form, answer)
    close()
    const saved = answer.body.comment
    change(talk, comment, saved)
    announce(talk, talk.text('ownSaved'))
    const isHeld = saved.state === 'held'
    keep(talk, { ...own, held: isHeld ? saved : undefined })
    if (isHeld) {
      markHeld(talk, comment)
      focusOn(comment)
    }
  })
  comment.querySelector('.text')?.after(form)
  countCharacters(talk, area)
  area.focus()
}

function askToDelete(talk: Talk, own: Own, comment: HTMLElement): void {
  if (comment.querySelector(':scope > form')) return
  const form = element('form', { class: 'write' })
  const close = () => {
    form.remove()
    comment.querySelector<HTMLElement>('.own button:last-of-type')?.focus()
  }
  const question = element('h3', { id: 'u_sure' }, talk.text('deleteSure'))
  form.setAttribute('aria-labelledby', question.id)
  const sure = element('button', {}, talk.text('deleteForGood'))
  form.append(question, element('p', {}, sure, ' ', button(talk.text('cancel'), close)))
  form.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    event.stopPropagation()
    const answer = await call(talk, 'DELETE', `comments/${own.id}`, bearer(own))
    if (!isDone(answer)) return failed(talk, form, answer)
    if (comment.dataset.state !== 'held') setTotal(talk, Math.max(0, (totalOf(talk) ?? 1) - 1))
    forget(talk, own)
    delete comment.dataset.state
    bury(talk, comment)
    focusOn(comment)
    announce(talk, talk.text('ownDeleted'))
  })
  comment.append(form)
  sure.focus()
}

function failed(talk: Talk, form: HTMLFormElement, answer: Answer): void {
  showRefusal(form, answer.status === 422 ? talk.text('faultNested') : reasonOf(talk, answer))
}
