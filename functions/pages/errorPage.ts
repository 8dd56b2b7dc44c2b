/**
 * The page that says why there is none: not found, deleted, or our own fault.
 */
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { FRONT, href, type Page } from './page.ts'
import { sayText } from './wording.ts'

type Trouble = { title: string; text: string; reference?: string }

/**
 * @param status of the answer
 * @param reason what is to be said where the status alone says too little
 */
export function errorPage(page: Page, status: number, requestId: string, reason?: string): Html {
  const { messages } = page.language
  if (status === 404) return troublePage(page, { title: messages.notFound, text: messages.notFoundText })
  if (status === 410) return troublePage(page, { title: messages.gone, text: messages.goneText })
  if (status === 503) return troublePage(page, { title: messages.failed, text: messages.busy })
  if (reason !== undefined) return troublePage(page, { title: messages.failed, text: reason })
  return troublePage(page, { title: messages.failed, text: messages.failedText, reference: requestId })
}

function troublePage(page: Page, { title, text, reference }: Trouble): Html {
  const { messages } = page.language
  return layout(page, {
    title,
    main: html`<h1>${title}</h1>
<p>${text}</p>
${reference && html`<p>${sayText(messages.reference, { id: reference })}</p>`}
<p><a href="${href(page, FRONT)}">${messages.frontPage}</a></p>`,
  })
}
