/**
 * What readers see when the conversation can't be had.
 */
import { nearest, WORDS } from './words.ts'

/** Says it, once, however often it is tried. @param beside stays beside it */
export function showFailure(root: ShadowRoot, beside: Node[], tag: string, again: () => void): void {
  let button = root.querySelector<HTMLButtonElement>('.failed button')
  if (!button) {
    const lang = nearest(tag)
    const [text = '', action = ''] = WORDS[lang] ?? []
    const said = document.createElement('p')
    const words = document.createElement('span')
    button = document.createElement('button')
    said.className = 'failed'
    said.role = 'alert'
    said.lang = lang
    said.dir = 'auto'
    words.append(text)
    button.append(action)
    said.append(words, ' ', button)
    root.replaceChildren(...beside, said)
  }
  button.onclick = again
}
