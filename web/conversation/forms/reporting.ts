/**
 * Reports a comment in place, with the server's form.
 */
import { idOf, template } from '../comments.ts'
import { announce, type Conversation, focusOn } from '../conversation.ts'
import { call } from '../server.ts'
import { keepVoter, voterHeaders } from '../voting.ts'
import { openPanel } from './panel.ts'

export function openReport(conversation: Conversation, comment: HTMLElement): void {
  const form = template<HTMLFormElement>(conversation, 'report')
  const send = () => {
    const { reason, detail } = Object.fromEntries(new FormData(form))
    const body = { reason, detail: String(detail).trim() || undefined }
    return call<{ voter?: string }>(conversation, 'POST', `comments/${idOf(comment)}/reports`, voterHeaders(), body)
  }
  openPanel(conversation, comment, form, send, ({ voter }) => {
    keepVoter(voter)
    const thanks = template(conversation, 'thanks')
    comment.append(thanks)
    focusOn(thanks)
    announce(conversation, thanks.textContent ?? '')
  })
}
