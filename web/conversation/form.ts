/**
 * Any form of ours: what is at fault in it, shown beside the field as the server's page shows it. The rules are those that
 * the form's own markup states; where the server has more, it decides.
 */
import { element } from './element.ts'
import { lengthOf, tidied } from './lengths.ts'
import { type Answer, kindOf, reasonOf } from './server.ts'
import { announce, type Talk } from './talk.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement

export const controlsOf = (form: HTMLFormElement) => [
  ...form.querySelectorAll<Control>('textarea, input:not([type="hidden"])'),
]

/** @param refused names of fields that the server took exception to */
function faultOf(talk: Talk, control: Control, refused: readonly (string | undefined)[]): string {
  const { name, required, type, validity, value, dataset } = control
  const [count, max] = [lengthOf(value), Number(dataset.max)]
  if (type === 'radio') return validity.valid ? '' : talk.text('faultChoice')
  if (required && tidied(value) === '') return talk.text('faultRequired')
  if (count > max) return talk.text('faultTooLong', { count, max })
  // Browsers take any scheme for an address.
  const isValid = validity.valid && (type !== 'url' || /^(https?:|$)/i.test(value.trim()))
  return isValid && !refused.includes(name) ? '' : talk.text(`fault-${name}`)
}

/** Shows what to mend, above and beside the fields, and goes to the first (WCAG 2.2, 3.3.1). @returns whether there is nothing */
export function isFine(talk: Talk, form: HTMLFormElement, refused: readonly (string | undefined)[] = []): boolean {
  clearFaults(form)
  const list = element('ul')
  let first: Control | undefined
  let group: Element | null = null
  for (const control of controlsOf(form)) {
    const text = faultOf(talk, control, refused)
    const options = control.closest('fieldset')
    // Of several options, the first speaks for all.
    if (text === '' || (options && options === group)) continue
    group = options
    first ??= control
    const described = options ?? control
    const fault = element('p', { class: 'fault', id: `${described.id}-fault` }, text)
    const label = options?.firstElementChild ?? control.labels?.[0]?.firstChild
    if (options) label?.after(fault)
    else {
      control.before(fault)
      control.ariaInvalid = 'true'
    }
    describe(described, fault.id, true)
    const name = label?.textContent ?? control.ariaLabel ?? ''
    list.append(element('li', {}, element('a', { href: `#${described.id}` }, name), `: ${text}`))
  }
  if (first) showProblem(form, element('p', {}, talk.text('mend', { count: list.childElementCount })), list)
  first?.focus()
  return !first
}

/** Shows why the server refused what was sent: beside the fields where these are to blame. */
export function showRefusal(talk: Talk, form: HTMLFormElement, answer: Answer): void {
  const fields = answer.body.errors?.map(({ pointer }) => pointer.split('/').pop()) ?? []
  if (kindOf(answer) !== 'invalid-input' || isFine(talk, form, fields)) showProblem(form, reasonOf(talk, answer))
}

function showProblem(form: HTMLFormElement, ...parts: (Node | string)[]): void {
  form.querySelector('.problem')?.remove()
  const problem = element('div', { class: 'problem', role: 'alert' }, ...parts)
  const title = form.querySelector('h2')
  if (title) title.after(problem)
  else form.prepend(problem)
}

export function clearFaults(form: HTMLFormElement): void {
  for (const each of form.querySelectorAll('.problem, .fault')) each.remove()
  for (const each of form.querySelectorAll('[aria-describedby]')) {
    each.ariaInvalid = null
    describe(each, `${each.id}-fault`, false)
  }
}

/** Says that an element describes another, or no longer does. */
function describe(described: Element, id: string, does: boolean): void {
  const others =
    described
      .getAttribute('aria-describedby')
      ?.split(' ')
      .filter((each) => each !== id) ?? []
  described.setAttribute('aria-describedby', [...others, ...(does ? [id] : [])].join(' '))
}

/** Where the count is shown from on, and where it is spoken: after each letter would be unbearable. */
const SPOKEN = [500, 200, 100, 50, 10, 0, -1]

/** Says how much may still be written, when it is not much. */
export function countCharacters(talk: Talk, area: HTMLTextAreaElement): void {
  const max = Number(area.dataset.max)
  const shown = element('p', { class: 'hint', id: `${area.id}-count` })
  let before = max
  area.addEventListener('input', () => {
    const count = lengthOf(area.value)
    const left = max - count
    const isNear = left <= 500
    if (isNear) area.after(shown)
    else shown.remove()
    describe(area, shown.id, isNear)
    const text = left < 0 ? talk.text('faultTooLong', { count, max }) : talk.text('charactersLeft', { count: left })
    shown.textContent = text
    shown.classList.toggle('over', left < 0)
    if (SPOKEN.some((mark) => before > mark && left <= mark)) announce(talk, text)
    before = left
  })
}
