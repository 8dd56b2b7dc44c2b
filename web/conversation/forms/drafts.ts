/**
 * Drafts: text that was typed and not sent stays after a reload. Each reply has its own draft.
 */
import { template } from '../comments.ts'
import type { Conversation } from '../conversation.ts'
import { onClick } from '../element.ts'
import { recall, remember } from '../memory.ts'
import { type Control, controlsOf } from './form.ts'

/** The values of the fields by name. */
export type Values = Record<string, string>

/** The comment that the form answers. Empty for none. */
export const parentOf = ({ form }: Conversation): string => form?.querySelector<Control>('[name="parent"]')?.value ?? ''

export const valuesOf = (form: HTMLFormElement): Values =>
  Object.fromEntries(controlsOf(form).map(({ name, value }) => [name, value]))

export function setValues(form: HTMLFormElement, values: Values): void {
  for (const control of controlsOf(form)) control.value = values[control.name] ?? control.value
}

const nameOf = (conversation: Conversation) => `draft:${conversation.slug}:${parentOf(conversation)}`

export function keepDraft(conversation: Conversation): void {
  const { form } = conversation
  form?.addEventListener('input', () => {
    const values = valuesOf(form)
    remember(nameOf(conversation), values.text?.trim() ? values : undefined)
  })
}

/** Shows the draft for the comment that the form answers now. */
export function showDraft(conversation: Conversation): void {
  const { form } = conversation
  if (!form) return
  const draft = recall<Values | undefined>(nameOf(conversation), undefined)
  const status = form.querySelector('.status')
  status?.replaceChildren()
  setValues(form, draft ?? { text: '' })
  if (!draft) return
  const note = template(conversation, 'draft')
  onClick(note, () => {
    clearDraft(conversation)
    form.querySelector('textarea')?.focus()
  })
  status?.append(note)
}

/** Keeps the name for the next comment. */
export function clearDraft(conversation: Conversation): void {
  remember(nameOf(conversation), undefined)
  showDraft(conversation)
}
