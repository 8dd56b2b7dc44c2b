/**
 * The form to report a comment: on its own page, or opened under the comment by scripts.
 */
import type { ReportReason } from '../../domain/comments/reports.ts'
import { type Html, html } from '../html.ts'
import { anchor, commentAddress, href, type Page } from '../page.ts'
import { cancelButton, labelled, problems } from './commentForm.ts'

export type ReportFormState = {
  id: string
  slug: string
  /** Opened by scripts under the comment, with a button to close it. */
  isPanel?: boolean
  values?: { reason: string; detail: string }
  faults?: { reason?: string; detail?: string }
  /** Why it could not be sent, if no field is the cause. */
  refusal?: string | undefined
}

export function reportForm(page: Page, { id, slug, isPanel, values, faults = {}, refusal }: ReportFormState): Html {
  const { messages } = page.language
  const reasons: [ReportReason, string][] = [
    ['spam', messages.reasonSpam],
    ['abuse', messages.reasonAbuse],
    ['off-topic', messages.reasonOffTopic],
    ['other', messages.reasonOther],
  ]
  const options = reasons.map(
    ([reason, label]) =>
      html`<label class="option"><input type="radio" name="reason" value="${reason}" required${values?.reason === reason && html` checked`}> ${label}</label>\n`,
  )
  const fault = `${anchor('reason')}-fault`
  return html`<form class="write${isPanel && ' panel'}" method="post" action="${href(page, `${commentAddress(slug, id)}/report`)}"${isPanel && ' novalidate'}>
${problems(page, faults, refusal)}
<fieldset id="${anchor('reason')}" aria-describedby="${fault}"><legend>${messages.reportReason}</legend>
<div class="fault" id="${fault}">${faults.reason}</div>
${options}</fieldset>
${labelled(page, { name: 'detail', label: messages.reportDetail, fault: faults.detail, isOptional: true }, (attributes) => html`<textarea ${attributes} rows="3" dir="auto">\n${values?.detail}</textarea>`)}
<p><button type="submit">${messages.sendReport}</button>${isPanel && html` ${cancelButton(page)}`}</p>
</form>`
}
