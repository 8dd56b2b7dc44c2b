/**
 * Keyboard shortcuts of a conversation.
 */

/**
 * Whether an input method is composing a character with this key. For the key that ends a composition, Safari sets only
 * the code (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
 */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

/**
 * Sends the form on Ctrl+Enter and Cmd+Enter, and keeps other keys from the page around it. That page sees the widget
 * as the target instead of the field, and would handle letters as its shortcuts. Combinations with Ctrl, Cmd or Alt
 * pass. So do Tab and Escape, because pages use them in dialogs.
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
