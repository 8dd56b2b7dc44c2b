/**
 * The one form that comments are written in: at the end of the conversation, or under the comment that it answers.
 */
import { find } from './comments.ts'
import { keepDraft, parentOf, showDraft } from './drafts.ts'
import { onClose } from './element.ts'
import { clearFaults, countCharacters } from './form.ts'
import { focusOn, type Talk } from './talk.ts'

export function prepare(talk: Talk): void {
  const { form } = talk
  if (!form) return
  // Faults are shown beside the fields, in the page's language, instead of the browser's.
  form.noValidate = true
  const button = form.querySelector<HTMLElement>('[type="submit"]')
  if (button) button.ariaKeyShortcuts = 'Control+Enter Meta+Enter'
  keepDraft(talk)
  const area = form.querySelector('textarea')
  if (area) countCharacters(talk, area)
  // What the browser itself kept is newer than any draft.
  if (!area?.value) showDraft(talk)
  onClose(form, () => closeReply(talk))
}

/** Has the form answer a comment, or none. */
function answer(talk: Talk, { parent, title, submit }: Talk['home']): void {
  const { form } = talk
  if (!form) return
  clearFaults(talk, form)
  form.querySelector('[name="parent"]')?.setAttribute('value', parent)
  form.querySelector('h2')?.replaceChildren(title)
  form.querySelector('[type="submit"]')?.replaceChildren(submit)
  form.querySelector('[type="button"]')?.toggleAttribute('hidden', parent === talk.home.parent)
  showDraft(talk)
}

/** @param id of the comment; where that is not on the page, the form stays at the end */
export function openReply(talk: Talk, id: string): void {
  const { form } = talk
  if (!form) return
  if (parentOf(talk) !== id) closeReply(talk)
  if (parentOf(talk) !== id && id) {
    const comment = find(talk, id)
    const submit = talk.text('postReply')
    const name = comment?.querySelector('.author')?.textContent
    answer(talk, { parent: id, title: name ? talk.text('replyTo', { name }) : submit, submit })
    comment?.after(form)
  }
  form.querySelector('textarea')?.focus()
}

/** Puts the form back to the end. What was typed stays, for when it is opened again. */
export function closeReply(talk: Talk): void {
  const { form, section, home } = talk
  if (!form || parentOf(talk) === home.parent) return
  const comment = form.closest('li') && form.previousElementSibling
  section.querySelector('#u_said')?.before(form)
  answer(talk, home)
  if (comment instanceof HTMLElement) focusOn(comment.querySelector<HTMLElement>('[href*="reply="]') ?? comment)
}
