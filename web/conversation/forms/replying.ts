/**
 * The form for comments: at the end of the conversation, or under the comment that it answers.
 */
import { find } from '../comments.ts'
import { type Conversation, focusOn } from '../conversation.ts'
import { onClose } from '../element.ts'
import { keepDraft, parentOf, showDraft } from './drafts.ts'
import { clearFaults, countCharacters } from './form.ts'

export function prepare(conversation: Conversation): void {
  const { form } = conversation
  if (!form) return
  // Faults are shown in the page's language, instead of by the browser.
  form.noValidate = true
  const button = form.querySelector<HTMLElement>('[type="submit"]')
  if (button) button.ariaKeyShortcuts = 'Control+Enter Meta+Enter'
  keepDraft(conversation)
  const area = form.querySelector('textarea')
  if (area) countCharacters(conversation, area)
  // What the browser restored is newer than a draft.
  if (!area?.value) showDraft(conversation)
  onClose(form, () => closeReply(conversation))
}

/** Sets the comment that the form answers. */
function answer(conversation: Conversation, { parent, title, submit }: Conversation['home']): void {
  const { form } = conversation
  if (!form) return
  clearFaults(conversation, form)
  form.querySelector('[name="parent"]')?.setAttribute('value', parent)
  form.querySelector('h2')?.replaceChildren(title)
  form.querySelector('[type="submit"]')?.replaceChildren(submit)
  form.querySelector('[type="button"]')?.toggleAttribute('hidden', parent === conversation.home.parent)
  showDraft(conversation)
}

/** @param id of the comment. If it is not on the page, the form stays at the end. */
export function openReply(conversation: Conversation, id: string): void {
  const { form } = conversation
  if (!form) return
  if (parentOf(conversation) !== id) closeReply(conversation)
  if (parentOf(conversation) !== id && id) {
    const comment = find(conversation, id)
    const submit = conversation.text('postReply')
    const name = comment?.querySelector('.author')?.textContent
    answer(conversation, { parent: id, title: name ? conversation.text('replyTo', { name }) : submit, submit })
    comment?.after(form)
  }
  form.querySelector('textarea')?.focus()
}

/** Moves the form back to the end. What was typed is kept for the next time. */
export function closeReply(conversation: Conversation): void {
  const { form, section, home } = conversation
  if (!form || parentOf(conversation) === home.parent) return
  const comment = form.closest('li') && form.previousElementSibling
  section.querySelector('#u_said')?.before(form)
  answer(conversation, home)
  if (comment instanceof HTMLElement) focusOn(comment.querySelector<HTMLElement>('[href*="reply="]') ?? comment)
}
