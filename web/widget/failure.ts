/**
 * What readers see when the conversation can't be loaded.
 */
import { nearest, WORDS } from './words.ts'

/**
 * Shows a sentence and a button. Screen readers read the sentence when it appears: the first time, and when the reader has
 * pressed the button and it failed again.
 * @param beside what is shown before the sentence
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
