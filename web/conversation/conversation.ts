/**
 * A conversation that is being enhanced: where it stands in the document, where its site is, and how it speaks.
 */
import { type Messages, say } from './messages.ts'

export type Conversation = Place & {
  section: HTMLElement
  /** The one form that comments are written in; none where they are closed. */
  form: HTMLFormElement | null
  /** What that form was when it came: for a new comment, or on a comment's own page for an answer to it. */
  home: { parent: string; title: string; submit: string }
  slug: string
  lang: string
  /** A message by its name. */
  text: (name: string, values?: Record<string, string | number>) => string
}

export type Place = {
  /** Scheme and host of the site; empty on its own pages. */
  site: string
  /** The query that says which language was asked for, such as `?lang=de`; empty where none was. */
  asked: string
  /** The page that a widget stands on, for conversations that are known by its address alone. */
  page?: { url: string; title: string } | undefined
  /** Ends when the conversation leaves the document. */
  signal: AbortSignal
}

/** @param section as functions/pages/conversation/forScripts.ts renders it */
export function conversationOf(section: HTMLElement, place: Place): Conversation {
  // The server wrote it, in the same answer.
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

/** Whether it is about a page of another site, which is known by its address alone. */
export const isExternalPage = ({ slug }: Conversation): boolean => slug.startsWith('~')

/** Tells those who don't see it. What is said twice is said again. */
export function announce({ section }: Conversation, text: string): void {
  const region = section.querySelector('#u_said')
  region?.replaceChildren()
  setTimeout(() => region?.replaceChildren(text), 50)
}

/** Puts the focus on something that takes none by itself. */
export function focusOn(element: HTMLElement | null | undefined): void {
  if (!element) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest' })
}

/** Changes something in a comment; if that takes the focus away, the comment has it, or what stands for it then. */
export function keepFocus(comment: HTMLElement, change: () => void, then = comment): void {
  // Also within a widget's shadow tree.
  const hasFocus = () => comment.matches(':focus-within')
  const hadFocus = hasFocus()
  change()
  if (hadFocus && !hasFocus()) focusOn(then)
}

/** An event for the page around it. */
export function tell({ section, slug }: Conversation, name: 'ready' | 'posted', more: object = {}): void {
  const detail = { slug, ...more }
  section.dispatchEvent(new CustomEvent(`understory:${name}`, { bubbles: true, composed: true, detail }))
}
