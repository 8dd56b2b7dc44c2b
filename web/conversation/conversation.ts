/**
 * An enhanced conversation: its elements, its site, its language and messages.
 */
import { type Messages, say } from './messages.ts'

export type Conversation = Place & {
  section: HTMLElement
  /** The form for comments. Null if comments are closed. */
  form: HTMLFormElement | null
  /** The form's initial state: for a new comment, or on a comment's own page for a reply to it. */
  home: { parent: string; title: string; submit: string }
  slug: string
  lang: string
  /** A message by its name. */
  text: (name: string, values?: Record<string, string | number>) => string
}

export type Place = {
  /** Scheme and host of the site. Empty on its own pages. */
  site: string
  /** The query with the requested language, such as `?lang=de`. Empty if none was requested. */
  asked: string
  /** The page of the widget, for conversations that are identified by the page's address. */
  page?: { url: string; title: string } | undefined
  /** Aborted when the conversation leaves the document. */
  signal: AbortSignal
}

/** @param section as functions/pages/conversation/forScripts.ts renders it */
export function conversationOf(section: HTMLElement, place: Place): Conversation {
  // The server sends it within the section.
  const messages = JSON.parse(section.querySelector('script')?.textContent ?? '{}') as Messages
  const { lang, dataset } = section
  const form = section.querySelector<HTMLFormElement>('form.write')
  const textOf = (name: string) => form?.querySelector(name)?.textContent ?? ''
  return {
    ...place,
    section,
    form,
    home: {
      parent: form?.querySelector<HTMLInputElement>('[name="parent"]')?.value ?? '',
      title: textOf('h2'),
      submit: textOf('[type="submit"]'),
    },
    slug: dataset.slug ?? '',
    lang,
    text: (name, values) => say(messages, lang, name, values),
  }
}

/** Whether it is about an external page, which is identified by its address. */
export const isExternalPage = ({ slug }: Conversation): boolean => slug.startsWith('~')

/** Announces a text to screen readers. The same text is announced again. */
export function announce({ section }: Conversation, text: string): void {
  const region = section.querySelector('#u_said')
  region?.replaceChildren()
  setTimeout(() => region?.replaceChildren(text), 50)
}

/** Focuses an element, also one that is not focusable by itself. */
export function focusOn(element: HTMLElement | null | undefined): void {
  if (!element) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest' })
}

/** Changes something in a comment. If that removes the focus, the comment gets it, or `then`. */
export function keepFocus(comment: HTMLElement, change: () => void, then = comment): void {
  // This works in a widget's shadow tree too.
  const hasFocus = () => comment.matches(':focus-within')
  const hadFocus = hasFocus()
  change()
  if (hadFocus && !hasFocus()) focusOn(then)
}

/** Dispatches an event for the page around the conversation. */
export function tell({ section, slug }: Conversation, name: 'ready' | 'posted', more: object = {}): void {
  const detail = { slug, ...more }
  section.dispatchEvent(new CustomEvent(`understory:${name}`, { bubbles: true, composed: true, detail }))
}
