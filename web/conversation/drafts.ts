/**
 * What was typed and not sent is still there after a reload; what answers a comment is kept by that comment.
 */
import { template } from './comments.ts'
import { onClick } from './element.ts'
import { type Control, controlsOf } from './form.ts'
import { recall, remember } from './memory.ts'
import type { Talk } from './talk.ts'

/** What the fields hold, by name. */
export type Values = Record<string, string>

/** Which comment the form answers; empty for none. */
export const parentOf = ({ form }: Talk): string => form?.querySelector<Control>('[name="parent"]')?.value ?? ''

export const valuesOf = (form: HTMLFormElement): Values =>
  Object.fromEntries(controlsOf(form).map(({ name, value }) => [name, value]))

export function setValues(form: HTMLFormElement, values: Values): void {
  for (const control of controlsOf(form)) control.value = values[control.name] ?? control.value
}

const nameOf = (talk: Talk) => `draft:${talk.slug}:${parentOf(talk)}`

export function keepDraft(talk: Talk): void {
  const { form } = talk
  form?.addEventListener('input', () => {
    const values = valuesOf(form)
    remember(nameOf(talk), values.text?.trim() ? values : undefined)
  })
}

/** Shows the draft of what the form is for now. */
export function showDraft(talk: Talk): void {
  const { form } = talk
  if (!form) return
  const draft = recall<Values | undefined>(nameOf(talk), undefined)
  const status = form.querySelector('.status')
  status?.replaceChildren()
  setValues(form, draft ?? { text: '' })
  if (!draft) return
  const note = template(talk, 'draft')
  onClick(note, () => {
    clearDraft(talk)
    form.querySelector('textarea')?.focus()
  })
  status?.append(note)
}

/** The name stays, for the next comment. */
export function clearDraft(talk: Talk): void {
  remember(nameOf(talk), undefined)
  showDraft(talk)
}
