/**
 * Any form of ours: what is at fault in it, shown beside the field as the server's page shows it. The rules are those that
 * the form's own markup states; where the server has more, it decides.
 */

import { announce, type Conversation } from '../conversation.ts'
import { type Answer, type Fault, reasonOf } from '../server.ts'
import { blockLength, lineLength } from './lengths.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement

export const controlsOf = (form: HTMLFormElement) => [
  ...form.querySelectorAll<Control>('textarea, input:not([type="hidden"])'),
]

/** @param refused what the server took exception to */
function faultOf(conversation: Conversation, control: Control, refused: readonly Fault[]): string {
  const { name, required, type, validity, value, dataset } = control
  const count = type === 'textarea' ? blockLength(value) : lineLength(value)
  const max = Number(dataset.max)
  if (required && count === 0) return conversation.text('faultRequired')
  if (count > max) return conversation.text('faultTooLong', { count, max })
  // Browsers take any scheme for an address.
  if (!validity.valid || (type === 'url' && !/^(https?:|$)/i.test(value.trim()))) return conversation.text(type)
  return refused.find(({ pointer }) => pointer.endsWith(`/${name}`))?.detail ?? ''
}

/** Says what to mend, above and beside the fields, and goes to the first (WCAG 2.2, 3.3.1). @returns whether there is nothing */
export const isFine = (conversation: Conversation, form: HTMLFormElement, refused: readonly Fault[] = []): boolean =>
  showFaults(conversation, form, (control) => faultOf(conversation, control, refused))

export const clearFaults = (conversation: Conversation, form: HTMLFormElement): boolean =>
  showFaults(conversation, form, () => '')

function showFaults(conversation: Conversation, form: HTMLFormElement, faultOf: (control: Control) => string): boolean {
  let first: Control | undefined
  for (const control of controlsOf(form)) {
    const text = faultOf(control)
    const options = control.closest('fieldset')
    form.querySelector(`#${(options ?? control).id}-fault`)?.replaceChildren(text)
    if (!options) control.ariaInvalid = text ? 'true' : null
    if (text) first ??= control
  }
  const count = form.querySelectorAll('.fault:not(:empty)').length
  showProblem(form, first ? conversation.text('mend', { count }) : '')
  first?.focus()
  return !first
}

/** Shows why the server refused what was sent: beside the fields where these are to blame. */
export function showRefusal(conversation: Conversation, form: HTMLFormElement, answer: Answer): void {
  if (isFine(conversation, form, answer.body.errors)) showProblem(form, reasonOf(conversation, answer))
}

const showProblem = (form: HTMLFormElement, text: string) => form.querySelector('.problem')?.replaceChildren(text)

/** Where the count is shown from on, and where it is spoken: after each letter would be unbearable. */
const SPOKEN = [500, 200, 100, 50, 10, 0, -1]

/** Says how much may still be written, when it is not much. */
export function countCharacters(conversation: Conversation, area: HTMLTextAreaElement): void {
  const max = Number(area.dataset.max)
  const shown = area.nextElementSibling
  let before = max
  area.addEventListener('input', () => {
    const count = blockLength(area.value)
    const left = max - count
    const isOver = left < 0
    const text = isOver
      ? conversation.text('faultTooLong', { count, max })
      : conversation.text('charactersLeft', { count: left })
    shown?.replaceChildren(left > 500 ? '' : text)
    shown?.classList.toggle('over', isOver)
    if (SPOKEN.some((mark) => before > mark && left <= mark)) announce(conversation, text)
    before = left
  })
}
