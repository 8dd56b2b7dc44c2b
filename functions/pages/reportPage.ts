/**
 * The page to report a comment, and its confirmation.
 */
import type { CommentView } from '../http/views/commentViews.ts'
import { comment } from './conversation/comment.ts'
import { type ReportFormState, reportForm } from './conversation/reportForm.ts'
import { type Html, html } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { layout } from './layout.ts'
import { articleAddress, commentAnchor, href, type Page } from './page.ts'

type Report = Omit<ReportFormState, 'id'> & {
  title: string
  /** The language of the title. */
  lang?: string | undefined
  isSent?: boolean
} & ({ comment: CommentView } | { id: string })

export function reportPage(page: Page, report: Report): Html {
  const { messages } = page.language
  const { slug, title, lang, isSent } = report
  const shown = 'comment' in report ? report.comment : undefined
  const id = 'comment' in report ? report.comment.id : report.id
  return layout(page, {
    title: messages.reportTitle,
    main: html`<h1>${messages.reportTitle}</h1>
<p><a href="${href(page, `${articleAddress(slug)}#${commentAnchor(id)}`)}" ${languageAttributes(lang)}>${title}</a></p>
${isSent ? html`<p class="notice" role="status">${messages.reportThanks}</p>` : html`${shown && comment({ page, slug, actions: 'none' }, shown)}${shown?.state !== 'removed' && reportForm(page, { ...report, id })}`}
<p><a href="${href(page, articleAddress(slug))}">${messages.backToArticle}</a></p>`,
  })
}
