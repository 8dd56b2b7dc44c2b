/**
 * Faults in forms, shown beside their fields as on the server's pages. The rules are those in the form's markup. The
 * server decides about all others.
 */

import { announce, type Conversation } from '../conversation.ts'
import { type Answer, type Fault, reasonOf } from '../server.ts'
import { blockLength, lineLength } from './lengths.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement

export const controlsOf = (form: HTMLFormElement) => [
  ...form.querySelectorAll<Control>('textarea, input:not([type="hidden"])'),
]

/** @param refused the faults that the server found */
function faultOf(conversation: Conversation, control: Control, refused: readonly Fault[]): string {
  const { name, required, type, validity, value, dataset } = control
  const count = type === 'textarea' ? blockLength(value) : lineLength(value)
  const max = Number(dataset.max)
  if (required && count === 0) return conversation.text('faultRequired')
  if (count > max) return conversation.text('faultTooLong', { count, max })
  // Browsers accept any scheme.
  if (!validity.valid || (type === 'url' && !/^(https?:|$)/i.test(value.trim()))) return conversation.text(type)
  return refused.find(({ pointer }) => pointer.endsWith(`/${name}`))?.detail ?? ''
}

/** Shows all faults, and focuses the first field that has one (WCAG 2.2, 3.3.1). @returns whether there is none */
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

/** Shows why the server refused a form: beside the fields that are at fault, else at the top. */
export function showRefusal(conversation: Conversation, form: HTMLFormElement, answer: Answer): void {
  if (isFine(conversation, form, answer.body.errors)) showProblem(form, reasonOf(conversation, answer))
}

const showProblem = (form: HTMLFormElement, text: string) => form.querySelector('.problem')?.replaceChildren(text)

/** Numbers of characters left at which the count is announced. Announcing every character would be too much. */
const SPOKEN = [500, 200, 100, 50, 10, 0, -1]

/** Shows how many characters are left, when there are few. */
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
