/**
 * What was typed and not sent is still there after a reload.
 */
import { button } from './element.ts'
import type { Values } from './faults.ts'
import { parentOf, setStatus, setValues, valuesOf } from './form.ts'
import { recall, remember } from './memory.ts'
import type { Talk } from './talk.ts'

const QUIET = 300

const nameOf = (talk: Talk, form: HTMLFormElement) => `draft:${talk.slug}:${parentOf(form) ?? ''}`

/** Restores the form's draft, and keeps it from now on. */
export function keepDraft(talk: Talk, form: HTMLFormElement): void {
  const name = nameOf(talk, form)
  const draft = recall<Values | undefined>(name, undefined)
  if (draft && valuesOf(form).text === '') {
    setValues(form, draft)
    const discard = () => {
      forgetDraft(talk, form)
      setValues(form, { text: '' })
      setStatus(form)
      form.querySelector('textarea')?.focus()
    }
    setStatus(form, `${talk.text('draftRestored')} `, button(talk.text('discardDraft'), discard))
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    const values = valuesOf(form)
    remember(name, values.text.trim() === '' ? undefined : values)
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(save, QUIET)
  })
  // The last moment at which a page on a phone surely runs (https://developer.chrome.com/docs/web-platform/page-lifecycle-api).
  document.addEventListener('visibilitychange', () => timer !== undefined && save(), { signal: talk.signal })
  addEventListener('pagehide', () => timer !== undefined && save(), { signal: talk.signal })
  form.addEventListener('understory:sent', () => {
    clearTimeout(timer)
    timer = undefined
  })
}

export function forgetDraft(talk: Talk, form: HTMLFormElement): void {
  form.dispatchEvent(new Event('understory:sent'))
  remember(nameOf(talk, form), undefined)
}
