/**
 * The comment form again, with what was typed and its faults. If nothing can be corrected, the page says why.
 */
import type { Article } from '../domain/articles/article.ts'
import { commentForm, type FormState } from './conversation/commentForm.ts'
import { type Html, html } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { layout } from './layout.ts'
import { articleAddress, href, type Page } from './page.ts'

export function writePage(page: Page, { title, lang }: Pick<Article, 'title' | 'lang'>, state: FormState): Html {
  const { messages } = page.language
  return layout(page, {
    title: messages.leaveComment,
    main: html`<h1><a href="${href(page, articleAddress(state.slug))}" ${languageAttributes(lang)}>${title}</a></h1>
${commentForm(page, state)}`,
  })
}
