/**
 * Data for the page's script and the widget: the slug, the messages that only scripts show, and templates for comments
 * and forms. So comments are rendered in one place, and scripts use the page's language.
 */
import type { CommentView } from '../../http/views/commentViews.ts'
import { type Content, type Html, html, jsonInScript } from '../html.ts'
import type { Messages } from '../languages/messages.ts'
import { anchor, type Page } from '../page.ts'
import { actionsUnder, comment, edited, mention, removed } from './comment.ts'
import { cancelButton, labelled, problems } from './commentForm.ts'
import { reportForm } from './reportForm.ts'

/** Scripts replace it with a comment's id. No slug and no address has capitals with a hyphen. */
const ID = 'COMMENT-ID'

/** The messages that scripts show, by name. They are part of every page, so there is none that scripts do not use. */
const MESSAGES = [
  'charactersLeft',
  'commentCount',
  'comments',
  'faultRequired',
  'faultTooLong',
  'loading',
  'mend',
  'newComments',
  'offline',
  'ownDeleted',
  'ownHeld',
  'ownPublished',
  'ownSaved',
  'postReply',
  'replyTo',
  'score',
  'sendFailed',
  'sending',
  'timeToEdit',
  'voteCounted',
] as const satisfies (keyof Messages)[]

/**
 * The message for a field that the browser finds invalid, by the field's type. The server sends messages for other
 * faults.
 */
const FAULTS = {
  email: 'faultEmail',
  radio: 'faultChoice',
  url: 'faultUrl',
} as const satisfies Record<string, keyof Messages>

type ConversationData = {
  slug: string
  policy: 'open' | 'held' | 'closed'
  /** The number of published comments, if it is known. */
  total?: number | undefined
  sort?: string
}

const NOBODY: CommentView = {
  id: ID,
  parentId: null,
  // Scripts remove the link if an author has no website.
  author: { name: '…', url: 'https://author.invalid/', badges: [] },
  html: '',
  createdAt: '1970-01-01T00:00:00.000Z',
  editedAt: null,
  state: 'published',
  score: 0,
  replies: { total: 0, items: [], nextCursor: null },
}

/** The section that scripts enhance: its content, and what scripts need. */
export function scripted(
  page: Page,
  { slug, policy, total, sort }: ConversationData,
  label: Html,
  content: Content,
): Html {
  const { language } = page
  const { messages } = language
  const place = { page, slug, actions: actionsUnder(policy) }
  const sent = {
    ...Object.fromEntries(MESSAGES.map((name) => [name, messages[name]])),
    ...Object.fromEntries(Object.entries(FAULTS).map(([name, of]) => [name, messages[of]])),
  }
  return html`<section class="conversation" ${label} lang="${language.locale}" dir="${language.direction}" data-slug="${slug}" data-policy="${policy}"${
    total !== undefined && html` data-total="${total}"`
  }${sort && html` data-sort="${sort}"`}>
${content}
<p class="unseen" role="status" id="${anchor('said')}"></p>
<template data-for="comment">${comment(place, NOBODY)}</template>
<template data-for="mention">${mention(place, { id: ID })}</template>
<template data-for="edited">${edited(page, NOBODY.createdAt)}</template>
<template data-for="removed">${removed(page)}</template>
<template data-for="missing"><p class="notice missing">${messages.commentMissing}</p></template>
<template data-for="failed">${buttons(messages.tryAgain, messages.edit, messages.discardDraft)}</template>
<template data-for="draft"><span>${messages.draftRestored} ${buttons(messages.discardDraft)}</span></template>
<template data-for="report">${reportForm(page, { id: ID, slug, isPanel: true })}</template>
<template data-for="thanks"><p class="notice">${messages.reportThanks}</p></template>
<template data-for="own">${ownButtons(page)}</template>
<template data-for="edit">${editForm(page)}</template>
<template data-for="delete">${deleteForm(page)}</template>
<script type="application/json">${jsonInScript(sent)}</script>
</section>`
}

const ownButtons = ({ language: { messages } }: Page): Html =>
  html`<span class="own">${buttons(messages.edit, messages.delete)} <span class="hint"></span></span>`

/** Buttons whose actions scripts add. */
const buttons = (...labels: string[]): Html =>
  html`<span>${labels.map((label) => html`<button type="button" class="quiet">${label}</button> `)}</span>`

const editForm = (page: Page): Html =>
  panel(
    page,
    html``,
    labelled(
      page,
      { name: 'text', id: anchor('edit'), label: page.language.messages.yourComment },
      (attributes) => html`<textarea ${attributes} rows="6" required dir="auto"></textarea>`,
    ),
    page.language.messages.save,
  )

const deleteForm = (page: Page): Html =>
  panel(
    page,
    html` aria-labelledby="${anchor('sure')}"`,
    html`<h3 id="${anchor('sure')}">${page.language.messages.deleteSure}</h3>`,
    page.language.messages.deleteForGood,
  )

/** A form that scripts open under a comment. */
const panel = (page: Page, label: Html, content: Html, submit: string): Html =>
  html`<form class="write panel" novalidate${label}>${problems(page, {}, undefined)}
${content}
<p><button type="submit">${submit}</button> ${cancelButton(page)}</p>
</form>`
