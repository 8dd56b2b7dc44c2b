/**
 * The form with which readers tell moderators of a comment, and the thanks for it.
 */
import type { ReportReason } from '../domain/reports.ts'
import type { CommentView } from '../http/commentViews.ts'
import { comment } from './comment.ts'
import { labelled, problems } from './commentForm.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { anchor, articleAddress, commentAddress, commentAnchor, href, type Page } from './page.ts'

type Report = {
  slug: string
  title: string
  values?: { reason: string; detail: string }
  faults?: { reason?: string; detail?: string }
  isSent?: boolean
} & ({ comment: CommentView } | { id: string })

export function reportPage(page: Page, report: Report): Html {
  const { messages } = page.language
  const { slug, title, isSent } = report
  const shown = 'comment' in report ? report.comment : undefined
  const id = 'comment' in report ? report.comment.id : report.id
  return layout(page, {
    title: messages.reportTitle,
    main: html`<h1>${messages.reportTitle}</h1>
<p><a href="${href(page, `${articleAddress(slug)}#${commentAnchor(id)}`)}" dir="auto">${title}</a></p>
${isSent ? html`<p class="notice" role="status">${messages.reportThanks}</p>` : html`${shown && comment({ page, slug, actions: 'none' }, shown)}${shown?.state !== 'removed' && form(page, id, report)}`}
<p><a href="${href(page, articleAddress(slug))}">${messages.backToArticle}</a></p>`,
  })
}

function form(page: Page, id: string, { slug, values, faults = {} }: Report): Html {
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
  const hint = faults.reason && `${anchor('reason')}-fault`
  return html`<form class="write" method="post" action="${href(page, `${commentAddress(slug, id)}/report`)}">
${problems(page, faults, undefined)}
<fieldset id="${anchor('reason')}"${hint && html` aria-describedby="${hint}"`}><legend>${messages.reportReason}</legend>
${hint && html`<p class="fault" id="${hint}">${faults.reason}</p>`}
${options}</fieldset>
${labelled(page, { name: 'detail', label: messages.reportDetail, fault: faults.detail, isOptional: true }, (attributes) => html`<textarea ${attributes} rows="3" dir="auto">\n${values?.detail}</textarea>`)}
<p><button type="submit">${messages.sendReport}</button></p>
</form>`
}
