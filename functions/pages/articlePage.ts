/**
 * An article and the conversation under it.
 */
import type { ArticleView } from '../http/views/articleViews.ts'
import { byline, dateline, tagList } from './bylines.ts'
import type { FormState } from './conversation/commentForm.ts'
import { type Conversation, conversationAddress, conversationSection } from './conversation/conversation.ts'
import { embeddingLinks } from './formats/oembed.ts'
import { openGraph, structuredArticle } from './formats/structuredData.ts'
import { type Html, html, trusted } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { layout } from './layout.ts'
import { articleAddress, type Page } from './page.ts'

type Parts = {
  article: ArticleView
  conversation: Conversation
  replyTo?: FormState['replyTo']
}

export function articlePage(page: Page, { article, conversation, replyTo }: Parts): Html {
  const { slug, title, standfirst, image } = article
  const { sort, cursor } = conversation
  const attributes = languageAttributes(article.lang)
  const form = { slug, policy: article.comments.policy, replyTo }
  return layout(page, {
    title,
    canonical: cursor === undefined ? articleAddress(slug) : conversationAddress(slug, sort, cursor),
    description: standfirst,
    head: html`${openGraph(page, article)}
<link rel="alternate" type="application/atom+xml" title="${page.language.messages.comments}" href="${articleAddress(slug)}/comments.xml">
${embeddingLinks(page, articleAddress(slug))}
${structuredArticle(page, article, conversation)}`,
    main: html`<article class="story">
<header>
<h1 ${attributes}>${title}</h1>
${standfirst !== '' && html`<p class="standfirst" ${attributes}>${standfirst}</p>`}
${byline(page, article)}
${dateline(page, article)}
</header>
${image && html`<img class="lead" src="${image.url}" alt="${image.alt}" fetchpriority="high">`}
<div class="body" ${attributes}>
${trusted(belowHeadline(article.html))}
</div>
${tagList(page, article.tags)}
</article>
${conversationSection(page, conversation, form)}`,
  })
}

/**
 * The page's heading is the headline, so a body that begins at the first level moves down by one. Every tag in the stored
 * HTML was written by micromark, so a textual change is sound.
 */
function belowHeadline(stored: string): string {
  if (!/<h1[ >]/.test(stored)) return stored
  return stored.replace(
    /<(\/?)h([1-6])(?=[ >])/g,
    (_, slash: string, level: string) => `<${slash}h${Math.min(6, Number(level) + 1)}`,
  )
}
