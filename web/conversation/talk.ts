/**
 * A conversation that is being enhanced: where it stands in the document, where its site is, and how it speaks.
 */
import { count, fill, type Said } from './said.ts'

export type Talk = {
  section: HTMLElement
  slug: string
  lang: string
  /** Scheme and host of the site; empty on its own pages. */
  site: string
  /** The page that a widget stands on, for conversations that are known by its address alone. */
  page?: { url: string; title: string } | undefined
  /** Ends when the conversation leaves the document. */
  signal: AbortSignal
  text: (name: string, values?: Record<string, string | number>) => string
  plural: (name: Parameters<typeof pluralOf>[1], value: number) => string
}

export type Place = Pick<Talk, 'site' | 'page' | 'signal'>

const pluralOf = (said: Said, name: 'charactersLeft' | 'commentCount' | 'mend' | 'newComments' | 'score' | 'tooMany') =>
  said[name]

/** @param section as functions/pages/forScripts.ts renders it */
export function talkOf(section: HTMLElement, place: Place): Talk {
  // The server wrote it, in the same answer.
  const said = JSON.parse(section.querySelector('script[type="application/json"]')?.textContent ?? '{}') as Said
  const { lang } = section
  return {
    ...place,
    section,
    slug: section.dataset.slug ?? '',
    lang,
    text: (name, values = {}) => fill(String(said[name] ?? ''), values),
    plural: (name, value) => count(lang, pluralOf(said, name), value),
  }
}

/** Tells those who don't see it. What is said twice is said again. */
export function announce({ section }: Talk, text: string): void {
  const region = section.querySelector('#u_said')
  if (!region) return
  region.textContent = ''
  setTimeout(() => {
    region.textContent = text
  }, 50)
}

/** What has the focus, also within a widget's shadow tree. */
export function focused({ section }: Talk): Element | null {
  return (section.getRootNode() as Document | ShadowRoot).activeElement
}

/** Puts the focus on something that takes none by itself. */
export function focusOn(element: HTMLElement | null | undefined): void {
  if (!element) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest' })
}

/** An event for the page around it. */
export function tell({ section }: Pick<Talk, 'section'>, name: 'ready' | 'posted', detail: object): void {
  section.dispatchEvent(new CustomEvent(`understory:${name}`, { bubbles: true, composed: true, detail }))
}
