/**
 * Makes elements, from parts or from HTML of our own server, and adds actions to buttons.
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

/** Adds actions to the first buttons within, in order. Submit buttons do not count. */
export function onClick(within: ParentNode, ...acts: (() => void)[]): void {
  const buttons = within.querySelectorAll('[type="button"]')
  acts.forEach((act, place) => void buttons[place]?.addEventListener('click', act))
}

/** Closes a form on Escape and with its first button. While that button is hidden, the form cannot be closed. */
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
 * Parses HTML into nodes that run no scripts. A page that requires Trusted Types must allow the policy `understory`
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
