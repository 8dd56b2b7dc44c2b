/**
 * The conversation about a page of another site: where links to its comments lead, and readers without scripts, whom the
 * widget can't serve.
 */
import type { Article } from '../domain/article.ts'
import type { FormState } from './conversation/commentForm.ts'
import { type Conversation, conversationSection } from './conversation/conversation.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { articleAddress, type Page } from './page.ts'

type Parts = {
  article: Article
  conversation: Conversation
  replyTo: FormState['replyTo']
}

export function externalPage(page: Page, { article, conversation, replyTo }: Parts): Html {
  const { slug, title, comments, elsewhere: url = '' } = article
  return layout(page, {
    title,
    // Without an address of its own: search engines have the page.
    head: html`<link rel="canonical" href="${url}">
<link rel="alternate" type="application/atom+xml" title="${page.language.messages.comments}" href="${articleAddress(slug)}/comments.xml">`,
    main: html`<h1><a href="${url}" rel="ugc" dir="auto">${title}</a></h1>
${conversationSection(page, conversation, { slug, policy: comments.policy, replyTo })}`,
  })
}
