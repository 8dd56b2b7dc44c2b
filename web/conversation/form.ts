/**
 * The form that comments are written in: what is in it, and its faults shown as the server's page shows them.
 */
import { element } from './element.ts'
import type { Fault, Field, Values } from './faults.ts'
import { number } from './said.ts'
import type { Talk } from './talk.ts'

type Control = HTMLInputElement | HTMLTextAreaElement

export function control(form: HTMLFormElement, name: string): Control | null {
  const found = form.elements.namedItem(name)
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : null
}

export function valuesOf(form: HTMLFormElement): Values {
  const value = (name: Field) => control(form, name)?.value ?? ''
  return { text: value('text'), name: value('name'), email: value('email'), url: value('url') }
}

export function setValues(form: HTMLFormElement, values: Partial<Values>): void {
  for (const [name, value] of Object.entries(values)) {
    const found = control(form, name)
    if (found) found.value = value
  }
}

/** Which comment the form answers. */
export const parentOf = (form: HTMLFormElement): string | undefined => control(form, 'parent')?.value

/** A line at the form's end, with what can be done about it. */
export function setStatus(form: HTMLFormElement, ...parts: (string | Node)[]): void {
  form.querySelector('.status')?.replaceChildren(...parts)
}

export function showRefusal(form: HTMLFormElement, text: string): void {
  clearFaults(form)
  form.querySelector('h2, h3')?.after(element('p', { class: 'problem', role: 'alert' }, text))
}

/** Shows what to mend, above and beside the fields, and goes to the first (WCAG 2.2, 3.3.1). */
export function showFaults(talk: Talk, form: HTMLFormElement, faults: readonly Fault[]): void {
  clearFaults(form)
  if (faults.length === 0) return
  const items = faults.map((fault) => {
    const { field, say, count = 0, max = 0 } = fault
    const text = talk.text(say, { count: number(talk.lang, count), max: number(talk.lang, max) })
    const input = control(form, field)
    if (!input) return element('li', {}, text)
    const id = `${input.id}-fault`
    input.before(element('p', { class: 'fault', id }, text))
    input.setAttribute('aria-invalid', 'true')
    describe(input, (ids) => [...ids, id])
    const label = input.labels?.[0]?.firstChild?.textContent ?? ''
    return element('li', {}, element('a', { href: `#${input.id}` }, label), `: ${text}`)
  })
  const title = element('p', {}, talk.plural('mend', faults.length))
  const summary = element('div', { class: 'problem', role: 'alert' }, title, element('ul', {}, ...items))
  form.querySelector('h2, h3')?.after(summary)
  const [first] = faults
  if (first) control(form, first.field)?.focus()
}

export function clearFaults(form: HTMLFormElement): void {
  for (const each of form.querySelectorAll('.problem, .fault')) each.remove()
  for (const input of form.querySelectorAll<Control>('[aria-invalid]')) {
    input.removeAttribute('aria-invalid')
  }
  // A group of options is described by its fault without being invalid itself.
  for (const each of form.querySelectorAll('[aria-describedby*="-fault"]'))
    describe(each, (ids) => ids.filter((id) => !id.endsWith('-fault')))
}

/** Changes which elements describe a control. */
export function describe(input: Element, change: (ids: string[]) => string[]): void {
  const ids = change((input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  if (ids.length > 0) input.setAttribute('aria-describedby', ids.join(' '))
  else input.removeAttribute('aria-describedby')
}
