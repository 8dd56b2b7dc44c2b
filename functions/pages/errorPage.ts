/**
 * The page for an error: not found, deleted, or a fault of the server.
 */
import type { VoteValue } from '../domain/comments/votes.ts'
import { type Html, html } from './html.ts'
import { sayText } from './languages/wording.ts'
import { layout } from './layout.ts'
import { commentAddress, FRONT, href, type Page, withQuery } from './page.ts'

type Trouble = { title: string; text: string; reference?: string; again?: Html | undefined }

/**
 * @param status of the answer
 * @param reason shown if the status alone says too little
 * @param again a form that sends the refused request again
 */
export function errorPage(page: Page, status: number, requestId: string, reason?: string, again?: Html): Html {
  const { messages } = page.language
  if (status === 404) return troublePage(page, { title: messages.notFound, text: messages.notFoundText })
  if (status === 410) return troublePage(page, { title: messages.gone, text: messages.goneText })
  if (status === 503) return troublePage(page, { title: messages.failed, text: reason ?? messages.busy, again })
  if (reason !== undefined) return troublePage(page, { title: messages.failed, text: reason, again })
  return troublePage(page, { title: messages.failed, text: messages.failedText, reference: requestId, again })
}

function troublePage(page: Page, { title, text, reference, again }: Trouble): Html {
  const { messages } = page.language
  return layout(page, {
    title,
    main: html`<h1>${title}</h1>
<p>${text}</p>
${reference && html`<p>${sayText(messages.reference, { id: reference })}</p>`}
${again}
<p><a href="${href(page, FRONT)}">${messages.frontPage}</a></p>`,
  })
}

type Vote = { slug: string; id: string; value: VoteValue; back: string }

/** Sends the same vote again. */
export function voteAgain(page: Page, { slug, id, value, back }: Vote): Html {
  const { messages } = page.language
  const action = href(page, withQuery(`${commentAddress(slug, id)}/vote`, { back }))
  return html`<form method="post" action="${action}"><p><button type="submit" name="value" value="${value}">${messages.tryAgain}</button> <a href="${href(page, back)}">${messages.backToArticle}</a></p></form>`
}
