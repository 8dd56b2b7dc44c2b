/**
 * The form again, with what was typed and what is to be mended; or, where there is nothing to be mended, why it is no use.
 */
import { commentForm, type FormState } from './commentForm.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { articleAddress, href, type Page } from './page.ts'

export function writePage(page: Page, title: string, state: FormState): Html {
  const { messages } = page.language
  return layout(page, {
    title: messages.leaveComment,
    main: html`<h1><a href="${href(page, articleAddress(state.slug))}" dir="auto">${title}</a></h1>
${commentForm(page, state)}`,
  })
}
