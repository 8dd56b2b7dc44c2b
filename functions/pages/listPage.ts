/**
 * Lists of articles: the front page, and the page of a tag.
 */
import type { summaryView } from '../http/views/articleViews.ts'
import { byline, dateline, tagList } from './bylines.ts'
import { openGraphOf } from './formats/structuredData.ts'
import { type Html, html } from './html.ts'
import { languageAttributes } from './languages/languageAttributes.ts'
import { say, sayCount, sayText } from './languages/wording.ts'
import { layout } from './layout.ts'
import { anchor, articleAddress, FRONT, href, type Page, tagAddress, tagFeedAddress, withQuery } from './page.ts'

type Summary = ReturnType<typeof summaryView>

type List = {
  items: readonly Summary[]
  nextCursor: string | null
  /** The cursor in this page's own address. */
  cursor: string | undefined
  /** Numbers of comments by slug, if they are known. */
  counts: ReadonlyMap<string, number>
}

export function frontPage(page: Page, list: List): Html {
  const { messages } = page.language
  return layout(page, {
    title: page.site.name,
    canonical: withQuery(FRONT, { cursor: list.cursor }),
    isFront: true,
    head: openGraphOf(page, { title: page.site.name, address: FRONT }),
    main: html`<h2>${messages.latestArticles}</h2>
${list.items.length === 0 ? html`<p>${messages.noArticles}</p>` : [entries(page, list, 'h3'), older(page, list, FRONT)]}`,
  })
}

export function tagPage(page: Page, tag: string, list: List): Html {
  const { messages } = page.language
  return layout(page, {
    title: sayText(messages.articlesAbout, { tag }),
    canonical: withQuery(tagAddress(tag), { cursor: list.cursor }),
    head: html`${openGraphOf(page, { title: sayText(messages.articlesAbout, { tag }), address: tagAddress(tag) })}
<link rel="alternate" type="application/atom+xml" title="${page.site.name}: ${tag}" href="${tagFeedAddress(tag, 'feed.xml')}">
<link rel="alternate" type="application/feed+json" title="${page.site.name}: ${tag}" href="${tagFeedAddress(tag, 'feed.json')}">`,
    main: html`<h1>${say(messages.articlesAbout, { tag: html`<bdi>${tag}</bdi>` })}</h1>
${entries(page, list, 'h2')}${older(page, list, tagAddress(tag))}`,
  })
}

type Entries = Pick<List, 'items'> & Partial<Pick<List, 'counts'>>

export function entries(page: Page, { items, counts }: Entries, level: 'h2' | 'h3'): Html {
  return html`<ul class="articles">${items.map((article) => entry(page, article, counts?.get(article.slug), level))}</ul>
`
}

const older = (page: Page, { nextCursor }: List, address: string): Html | undefined =>
  nextCursor === null
    ? undefined
    : nextPage(page, withQuery(address, { cursor: nextCursor }), page.language.messages.olderArticles)

export const nextPage = (page: Page, address: string, label: string): Html =>
  html`<nav class="paging" aria-label="${page.language.messages.pages}"><a rel="next" href="${href(page, address)}">${label}</a></nav>`

function entry(page: Page, article: Summary, count: number | undefined, level: 'h2' | 'h3'): Html {
  const { language } = page
  const { slug, title, standfirst } = article
  const attributes = languageAttributes(article.lang)
  const address = href(page, articleAddress(slug))
  return html`<li><article>
<${level} ${attributes}><a href="${address}">${title}</a></${level}>
${standfirst !== '' && html`<p ${attributes}>${standfirst}</p>`}
${byline(page, article)}
${dateline(page, article)}
${count ? html`<p class="count"><a href="${address}#${anchor('comments')}">${sayCount(language, language.messages.commentCount, count)} <span class="unseen" ${attributes}>${title}</span></a></p>` : undefined}
${tagList(page, article.tags)}
</article></li>
`
}
