/**
 * What keys do in a conversation.
 */

/**
 * Whether this key belongs to an input method that composes a character. For the key that ends the composition, Safari says
 * so by the code alone (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
 */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

/**
 * Has Ctrl+Enter and Cmd+Enter send the form that is written in, and keeps other keys from the page around. That page sees
 * the widget as their target, not the field, and would take letters for its shortcuts. Combinations with Ctrl, Cmd or Alt
 * pass; so do Tab and Escape, because pages keep the focus in dialogs and close them with those.
 */
export function listenToKeys(within: Document | Element): void {
  const keep = (event: Event) => {
    if (!(event instanceof KeyboardEvent)) return
    const { type, key, target, ctrlKey, metaKey, altKey, repeat } = event
    const isSending = key === 'Enter' && (ctrlKey || metaKey) && target instanceof HTMLTextAreaElement
    if (isSending && type === 'keydown' && !repeat && !isComposing(event)) target.form?.requestSubmit()
    const isTheirs = ctrlKey || metaKey || altKey || key === 'Tab' || key === 'Escape'
    if (isSending || !isTheirs) event.stopPropagation()
  }
  for (const type of ['keydown', 'keypress', 'keyup']) within.addEventListener(type, keep)
}
