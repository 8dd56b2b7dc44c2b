/**
 * Answering a comment where it stands, in a copy of the form at the end.
 */
import { idOf } from './comments.ts'
import { countCharacters } from './counting.ts'
import { keepDraft } from './drafts.ts'
import { button, element } from './element.ts'
import { clearFaults, setStatus, setValues, valuesOf } from './form.ts'
import { focusOn, type Talk } from './talk.ts'

/** Opens the form under a comment, or goes to the one that is open. */
export function openReply(talk: Talk, comment: HTMLElement): HTMLFormElement | undefined {
  const open = comment.parentElement?.querySelector<HTMLFormElement>(':scope > form.write')
  if (open) {
    open.querySelector('textarea')?.focus()
    return open
  }
  const original = talk.section.querySelector<HTMLFormElement>(':scope > form.write')
  if (!original) return undefined
  const id = idOf(comment)
  // It is a form, as what it was copied from.
  const form = original.cloneNode(true) as HTMLFormElement
  const suffix = `-${comment.id}`
  for (const each of form.querySelectorAll('[id]')) each.id += suffix
  form.id += suffix
  for (const name of ['for', 'aria-labelledby'])
    for (const each of form.querySelectorAll(`[${name}]`)) each.setAttribute(name, each.getAttribute(name) + suffix)
  form.setAttribute('aria-labelledby', form.getAttribute('aria-labelledby') + suffix)
  for (const each of form.querySelectorAll('[aria-describedby]')) {
    const ids = (each.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => !/-(fault|count)$/.test(one))
    each.setAttribute('aria-describedby', ids.map((one) => one + suffix).join(' '))
  }
  for (const each of form.querySelectorAll('[aria-describedby=""]')) each.removeAttribute('aria-describedby')
  for (const each of form.querySelectorAll('[id*="-count-"]')) each.remove()
  form.querySelector('[name="parent"]')?.remove()
  form.prepend(element('input', { type: 'hidden', name: 'parent', value: id }))
  for (const link of form.querySelectorAll('p > a')) link.parentElement?.remove()
  clearFaults(form)
  setStatus(form)
  setValues(form, { ...valuesOf(original), text: '' })

  const title = form.querySelector('h2')
  const heading = element('h3', { id: title?.id ?? '' }, talk.text('replyTo', { name: nameOf(comment) }))
  title?.replaceWith(heading)
  const submit = form.querySelector('[type="submit"]')
  if (submit) submit.textContent = talk.text('postReply')
  submit?.after(
    ' ',
    button(talk.text('cancel'), () => closeReply(comment, form)),
  )
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closeReply(comment, form)
  })
  comment.after(form)
  prepare(talk, form)
  form.querySelector('textarea')?.focus()
  return form
}

/** A draft stays, for when it is opened again. */
export function closeReply(comment: HTMLElement, form: HTMLElement): void {
  form.remove()
  const link = comment.querySelector<HTMLElement>('footer a[href*="reply="]')
  if (link) link.focus()
  else focusOn(comment)
}

const nameOf = (comment: HTMLElement): string => comment.querySelector('.author')?.textContent ?? ''

/** What every form of comments gets. */
export function prepare(talk: Talk, form: HTMLFormElement): void {
  // Faults are shown beside the fields, in the page's language, instead of the browser's.
  form.noValidate = true
  keepDraft(talk, form)
  const area = form.querySelector('textarea')
  if (area) countCharacters(talk, area)
}
