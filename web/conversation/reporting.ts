/**
 * Telling moderators of a comment where it stands, with the server's own form.
 */
import { idOf, template } from './comments.ts'
import { openPanel } from './panel.ts'
import { call } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'
import { keepVoter, voterHeaders } from './voting.ts'

export function openReport(talk: Talk, comment: HTMLElement): void {
  const form = template<HTMLFormElement>(talk, 'report')
  const send = () => {
    const { reason, detail } = Object.fromEntries(new FormData(form))
    const body = { reason, detail: String(detail).trim() || undefined }
    return call<{ voter?: string }>(talk, 'POST', `comments/${idOf(comment)}/reports`, voterHeaders(), body)
  }
  openPanel(talk, comment, form, send, ({ voter }) => {
    keepVoter(voter)
    const thanks = template(talk, 'thanks')
    comment.append(thanks)
    focusOn(thanks)
    announce(talk, thanks.textContent ?? '')
  })
}
