/**
 * The message when the conversation cannot be loaded.
 */
import { nearest, WORDS } from './words.ts'

/**
 * Shows a sentence and a button. Screen readers announce it the first time, and each time that an attempt by the button
 * fails.
 * @param beside shown before the sentence
 */
export function showFailure(root: ShadowRoot, beside: Node[], tag: string, again: () => void): void {
  const lang = nearest(tag)
  const [text = '', action = ''] = WORDS[lang] ?? []
  let words = root.querySelector('.failed span')
  let button = root.querySelector<HTMLButtonElement>('.failed button')
  if (!words || !button) {
    const message = document.createElement('p')
    words = document.createElement('span')
    button = document.createElement('button')
    message.className = 'failed'
    message.role = 'alert'
    message.lang = lang
    message.dir = 'auto'
    words.append(text)
    button.append(action)
    message.append(words, ' ', button)
    root.replaceChildren(...beside, message)
  }
  if (words.textContent !== text) words.textContent = text
  button.onclick = () => {
    words?.replaceChildren('…')
    again()
  }
}
