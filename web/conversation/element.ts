/**
 * Making elements, from their parts or from HTML that our own server rendered, and having buttons do something.
 */
import { isComposing } from './keys.ts'

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  ...parts: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.append(...parts)
  return made
}

/** Has the first buttons within do something, in their order; those that send a form are none of them. */
export function onClick(within: ParentNode, ...acts: (() => void)[]): void {
  const buttons = within.querySelectorAll('[type="button"]')
  acts.forEach((act, place) => void buttons[place]?.addEventListener('click', act))
}

/** Has Escape, and its own button, close a form. Where that button is hidden, there is nothing to close. */
export function onClose(form: HTMLFormElement, close: () => void): void {
  onClick(form, close)
  const button = form.querySelector<HTMLElement>('[type="button"]')
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || isComposing(event) || button?.hidden) return
    event.stopPropagation()
    close()
  })
}

type Policy = { createHTML: (html: string) => string }
type Factory = { createPolicy: (name: string, rules: Policy) => Policy }
let policy: Policy | undefined

/**
 * HTML as nodes that run nothing. A page that demands Trusted Types must allow the policy `understory`
 * (https://www.w3.org/TR/trusted-types/).
 */
export function parsed(html: string): DocumentFragment {
  const createHTML = (text: string) => text
  policy ??= (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy('understory', { createHTML }) ?? {
    createHTML,
  }
  const template = document.createElement('template')
  template.innerHTML = policy.createHTML(html)
  return template.content
}
