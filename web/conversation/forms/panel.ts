/**
 * A form that opens under a comment, to change, delete or report it: Escape and a button close it, and what opened it has
 * the focus again.
 */

import type { Conversation } from '../conversation.ts'
import { onClose } from '../element.ts'
import type { Answer } from '../server.ts'
import { isFine, showRefusal } from './form.ts'

/**
 * @param form as the server sent it, with a button that sends it and one that closes it
 * @param send asks the server, once nothing is left to mend
 * @param done is called when it was done
 */
export function openPanel<Body>(
  conversation: Conversation,
  comment: HTMLElement,
  form: HTMLFormElement,
  send: () => Promise<Answer<Body>>,
  done: (body: Body) => void,
): void {
  const opener = comment.querySelector<HTMLElement>(':focus')
  // One at a time, so that its ids are its own.
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
