/**
 * The conversation about an external page, for links to its comments and for readers without scripts, who cannot use
 * the widget.
 */
import type { Article } from '../domain/articles/article.ts'
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
  const { slug, title, comments, externalUrl: url = '' } = article
  return layout(page, {
    title,
    // No canonical address of its own: search engines should find the external page.
    head: html`<link rel="canonical" href="${url}">
<link rel="alternate" type="application/atom+xml" title="${page.language.messages.comments}" href="${articleAddress(slug)}/comments.xml">`,
    main: html`<h1><a href="${url}" rel="ugc" dir="auto">${title}</a></h1>
${conversationSection(page, conversation, { slug, policy: comments.policy, replyTo })}`,
  })
}
