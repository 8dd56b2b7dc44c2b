/**
 * Telling moderators of a comment where it stands, with the server's own form.
 */
import { idOf } from './comments.ts'
import { button, element, parsed } from './element.ts'
import { lengthOf } from './faults.ts'
import { clearFaults, control, describe, showRefusal } from './form.ts'
import { number } from './said.ts'
import { call, isDone, reasonOf } from './server.ts'
import { announce, focusOn, type Talk } from './talk.ts'
import { keepVoter, voterHeaders } from './voting.ts'

const LONGEST = 500

export function openReport(talk: Talk, comment: HTMLElement, link: HTMLElement): void {
  const template = talk.section.querySelector<HTMLTemplateElement>('template[data-for="report"]')
  // Only one at a time, so its ids are its own.
  talk.section.querySelector('form.report')?.remove()
  const form = parsed(template?.innerHTML ?? '').querySelector('form')
  if (!form) return
  form.classList.add('report')
  form.noValidate = true
  const close = () => {
    form.remove()
    link.focus()
  }
  form.querySelector('[type="submit"]')?.after(' ', button(talk.text('cancel'), close))
  form.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    event.stopPropagation()
    void send(talk, comment, form)
  })
  comment.append(form)
  form.querySelector('input')?.focus()
}

async function send(talk: Talk, comment: HTMLElement, form: HTMLFormElement): Promise<void> {
  clearFaults(form)
  const data = new FormData(form)
  const [reason, detail] = [data.get('reason'), String(data.get('detail') ?? '')]
  const area = control(form, 'detail')
  const length = lengthOf(detail)
  if (reason === null) fault(form.querySelector('fieldset'), 'u_reason-fault', talk.text('faultChoice'))
  if (area && length > LONGEST) {
    const counted = { count: number(talk.lang, length), max: number(talk.lang, LONGEST) }
    fault(area, 'u_detail-fault', talk.text('faultTooLong', counted))
  }
  const first = form.querySelector<HTMLElement>('[aria-describedby$="-fault"]')
  if (first) return (first.querySelector('input') ?? first).focus()
  const answer = await call<{ voter?: string }>(talk, 'POST', `comments/${idOf(comment)}/reports`, {
    body: { reason, ...(detail.trim() && { detail }) },
    headers: voterHeaders(),
  })
  if (!isDone(answer)) return showRefusal(form, reasonOf(talk, answer))
  keepVoter(answer.body.voter)
  const thanks = element('p', { class: 'notice' }, talk.text('reportThanks'))
  form.replaceWith(thanks)
  focusOn(thanks)
  announce(talk, talk.text('reportThanks'))
}

function fault(control: Element | null, id: string, text: string): void {
  if (!control) return
  const note = element('p', { class: 'fault', id }, text)
  if (control instanceof HTMLFieldSetElement) control.querySelector('legend')?.after(note)
  else {
    control.before(note)
    control.setAttribute('aria-invalid', 'true')
  }
  describe(control, (ids) => [...ids, id])
}
