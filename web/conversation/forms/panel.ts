/**
 * A form under a comment, to change, delete or report it. Escape and a button close it. Then the element that opened it
 * is focused.
 */

import type { Conversation } from '../conversation.ts'
import { onClose } from '../element.ts'
import type { Answer } from '../server.ts'
import { isFine, showRefusal } from './form.ts'

/**
 * @param form from the server, with a submit button and one to close it
 * @param send called if the form has no faults
 * @param done called after a successful answer
 */
export function openPanel<Body>(
  conversation: Conversation,
  comment: HTMLElement,
  form: HTMLFormElement,
  send: () => Promise<Answer<Body>>,
  done: (body: Body) => void,
): void {
  const opener = comment.querySelector<HTMLElement>(':focus')
  // Only one is open, so that ids are unique.
  conversation.section.querySelector<HTMLElement>('.panel [type="button"]')?.click()
  const close = () => {
    form.remove()
    opener?.focus()
  }
  onClose(form, close)
  form.onsubmit = async () => {
    if (form.ariaBusy || !isFine(conversation, form)) return
    form.ariaBusy = 'true'
    const answer = await send()
    form.ariaBusy = null
    if (!answer.ok) return showRefusal(conversation, form, answer)
    close()
    done(answer.body)
  }
  comment.append(form)
  form.querySelector<HTMLElement>('textarea, input, button')?.focus()
}
