/**
 * What readers see when the conversation can't be loaded.
 */
import { nearest, WORDS } from './words.ts'

/**
 * Shows a sentence and a button. Called again, it changes only what the button does, so that screen readers read the
 * sentence once.
 * @param beside what is shown before the sentence
 */
export function showFailure(root: ShadowRoot, beside: Node[], tag: string, again: () => void): void {
  let button = root.querySelector<HTMLButtonElement>('.failed button')
  if (!button) {
    const lang = nearest(tag)
    const [text = '', action = ''] = WORDS[lang] ?? []
    const message = document.createElement('p')
    const words = document.createElement('span')
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
  button.onclick = again
}
