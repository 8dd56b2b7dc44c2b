/**
 * The form for a comment: empty under an article, or with what was typed and its faults.
 */
import { LENGTH } from '../../contract/schemas/lengths.ts'
import { type Content, type Html, html } from '../html.ts'
import { say, sayCount } from '../languages/wording.ts'
import { anchor, articleAddress, commentsAddress, href, type Page } from '../page.ts'

/** The names of the fields. */
export const FIELDS = ['name', 'email', 'url', 'text'] as const
export type Field = (typeof FIELDS)[number]

/** Characters that each field may have; scripts count by `data-max`, since `maxlength` would cut what is pasted. */
const LONGEST: Record<Field | 'detail', number> = LENGTH

/** A text for each field that is at fault. */
export type Faults = Partial<Record<Field, string>>

export type FormState = {
  slug: string
  policy: 'open' | 'held' | 'closed'
  /** The comment that the new one answers. */
  replyTo?: { id: string; name: string | undefined } | undefined
  values?: Partial<Record<Field, string>>
  faults?: Faults
  /** Why it could not be posted, if no field is the cause. */
  refusal?: string | undefined
}

export function commentForm(page: Page, state: FormState): Html {
  const { messages } = page.language
  const { slug, policy, replyTo, values = {}, faults = {}, refusal } = state
  if (policy === 'closed') return html`<p class="policy" id="${anchor('form')}">${messages.policyClosed}</p>`
  const title = replyTo?.name
    ? say(messages.replyTo, { name: html`<bdi>${replyTo.name}</bdi>` })
    : replyTo
      ? messages.reply
      : messages.leaveComment
  const field = (name: Field, label: string, control: (attributes: Html) => Html, hint?: Content) =>
    labelled(page, { name, label, hint, fault: faults[name], isOptional: name === 'email' || name === 'url' }, control)
  return html`<form class="write" id="${anchor('form')}" method="post" action="${href(page, commentsAddress(slug))}" aria-labelledby="${anchor('form-title')}">
<h2 id="${anchor('form-title')}">${title}</h2>
${replyTo && html`<p><a href="${href(page, `${articleAddress(slug)}#${anchor('form')}`)}">${messages.newComment}</a></p>`}
${policy === 'held' && html`<p class="policy">${messages.policyHeld}</p>`}
${problems(page, faults, refusal)}
<input type="hidden" name="parent" value="${replyTo?.id}">
${field('text', messages.comment, (attributes) => html`<textarea ${attributes} rows="6" required dir="auto">\n${values.text}</textarea>`, html`${messages.commentHint} <span class="keys">${messages.sendKeys}</span>`)}
${field('name', messages.name, (attributes) => html`<input ${attributes} type="text" value="${values.name ?? ''}" required autocomplete="name" dir="auto">`)}
${field('email', messages.email, (attributes) => html`<input ${attributes} type="email" value="${values.email ?? ''}" autocomplete="email">`, messages.emailHint)}
${field('url', messages.website, (attributes) => html`<input ${attributes} type="url" value="${values.url ?? ''}" autocomplete="url">`)}
<p><button type="submit">${replyTo ? messages.postReply : messages.post}</button> ${cancelButton(page, true)}</p>
<p class="status" role="status"></p>
</form>`
}

/** Hidden without scripts. They show it, or use it in a form that they open. */
export const cancelButton = ({ language }: Page, isHidden = false): Html =>
  html`<button type="button" class="quiet"${isHidden && ' hidden'}>${language.messages.cancel}</button>`

/**
 * All faults at the top, with a link to each field (WCAG 2.2, 3.3.1). If there is none, the empty element in which
 * scripts show them.
 */
export function problems(page: Page, faults: Record<string, string>, refusal: string | undefined): Html {
  return html`<div class="problem" role="alert">${refusal ?? summary(page, faults)}</div>`
}

function summary(page: Page, faults: Record<string, string>): Content {
  const named = Object.entries(faults)
  if (named.length === 0) return undefined
  const labels: Record<string, string> = labelsOf(page)
  return html`<p>${sayCount(page.language, page.language.messages.mend, named.length)}</p><ul>${named.map(
    ([name, fault]) => html`<li><a href="#${anchor(name)}">${labels[name]}</a>: ${fault}</li>`,
  )}</ul>`
}

const labelsOf = ({ language: { messages } }: Page): Record<Field | 'reason' | 'detail', string> => ({
  name: messages.name,
  email: messages.email,
  url: messages.website,
  text: messages.comment,
  reason: messages.reportReason,
  detail: messages.reportDetail,
})

type Labelled = {
  name: keyof typeof LONGEST
  /** The id, if it is not the name: two forms of a page may have the same field. */
  id?: string
  label: string
  hint?: Content
  fault?: string | undefined
  isOptional?: boolean
}

/**
 * A control with its label, hint, fault and character count, each tied to it by an id. Those that have no text yet are
 * empty `div`s.
 */
export function labelled(
  page: Page,
  { name, id = anchor(name), label, hint, fault, isOptional }: Labelled,
  control: (attributes: Html) => Html,
): Html {
  const count = name === 'text' && html`<div class="hint" id="${id}-count"></div>`
  const notes = [hint && `${id}-hint`, `${id}-fault`, count && `${id}-count`].filter(Boolean).join(' ')
  const attributes = html`id="${id}" name="${name}" aria-describedby="${notes}"${fault && html` aria-invalid="true"`} data-max="${LONGEST[name]}"`
  return html`<div class="field"><label for="${id}">${label}${isOptional && html` <span>(${page.language.messages.optional})</span>`}</label>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
<div class="fault" id="${id}-fault">${fault}</div>
${control(attributes)}${count}</div>`
}
