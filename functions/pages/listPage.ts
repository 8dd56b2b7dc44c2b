/**
 * Lists of articles: the front page, and what is about a tag.
 */
import type { summaryView } from '../http/articleViews.ts'
import { byline, dateline, tagList } from './bylines.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { anchor, articleAddress, FRONT, href, type Page, tagAddress, withQuery } from './page.ts'
import { say, sayCount, sayText } from './wording.ts'

type Summary = ReturnType<typeof summaryView>

type List = {
  items: readonly Summary[]
  nextCursor: string | null
  /** The cursor in this page's own address. */
  cursor: string | undefined
  /** Comments by slug, where they are known. */
  counts: ReadonlyMap<string, number>
}

export function frontPage(page: Page, list: List): Html {
  const { messages } = page.language
  return layout(page, {
    title: page.site.name,
    canonical: withQuery(FRONT, { cursor: list.cursor }),
    isFront: true,
    main: html`<h2>${messages.latestArticles}</h2>
${list.items.length === 0 ? html`<p>${messages.noArticles}</p>` : entries(page, list, FRONT, 'h3')}`,
  })
}

export function tagPage(page: Page, tag: string, list: List): Html {
  const { messages } = page.language
  return layout(page, {
    title: sayText(messages.articlesAbout, { tag }),
    canonical: withQuery(tagAddress(tag), { cursor: list.cursor }),
    main: html`<h1>${say(messages.articlesAbout, { tag: html`<bdi>${tag}</bdi>` })}</h1>
${entries(page, list, tagAddress(tag), 'h2')}`,
  })
}

function entries(page: Page, { items, nextCursor, counts }: List, address: string, level: 'h2' | 'h3'): Html {
  const { messages } = page.language
  return html`<ul class="articles">${items.map((article) => entry(page, article, counts.get(article.slug), level))}</ul>
${
  nextCursor !== null &&
  html`<nav class="paging" aria-label="${messages.pages}"><a rel="next" href="${href(page, withQuery(address, { cursor: nextCursor }))}">${messages.olderArticles}</a></nav>`
}`
}

function entry(page: Page, article: Summary, count: number | undefined, level: 'h2' | 'h3'): Html {
  const { language } = page
  const { slug, title, standfirst } = article
  const address = href(page, articleAddress(slug))
  return html`<li><article>
<${level} dir="auto"><a href="${address}">${title}</a></${level}>
${standfirst !== '' && html`<p dir="auto">${standfirst}</p>`}
${byline(page, article)}
${dateline(page, article)}
${count ? html`<p class="count"><a href="${address}#${anchor('comments')}">${sayCount(language, language.messages.commentCount, count)} <span class="unseen" dir="auto">${title}</span></a></p>` : undefined}
${tagList(page, article.tags)}
</article></li>
`
}
