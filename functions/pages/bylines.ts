/**
 * An article's authors, dates and tags, as lists and article pages show them.
 */
import type { Article } from '../domain/articles/article.ts'
import { type Html, html } from './html.ts'
import { list, say, time } from './languages/wording.ts'
import { href, type Page, tagAddress } from './page.ts'

type Facts = Pick<Article, 'authors' | 'publishedAt' | 'updatedAt' | 'version'>

/** The names, with a link if the author has a web address. */
export function byline(page: Page, { authors }: Pick<Facts, 'authors'>): Html | undefined {
  if (authors.length === 0) return undefined
  const names = authors.map(({ name, url }) => {
    const shown = html`<bdi>${name}</bdi>`
    return isWeb(url) ? html`<a rel="author noopener" href="${url}">${shown}</a>` : shown
  })
  return html`<p class="byline">${say(page.language.messages.by, { names: list(page.language, names) })}</p>`
}

/** The publication date. The date of the last change follows if it is another day. */
export function dateline({ language }: Page, { publishedAt, updatedAt, version }: Facts): Html | undefined {
  if (publishedAt === null) return undefined
  const { messages } = language
  // A first version can be published under an earlier date. That is no change.
  const isRevised = version > 1 && updatedAt > publishedAt && updatedAt.slice(0, 10) !== publishedAt.slice(0, 10)
  return html`<p class="dateline">${say(messages.published, { time: time(language, publishedAt) })}${
    isRevised && html` · ${say(messages.updated, { time: time(language, updatedAt) })}`
  }</p>`
}

export function tagList(page: Page, tags: readonly string[]): Html | undefined {
  if (tags.length === 0) return undefined
  const items = tags.map(
    (tag) => html`<li><a href="${href(page, tagAddress(tag))}" rel="tag" dir="auto">${tag}</a></li>`,
  )
  return html`<ul class="tags" aria-label="${page.language.messages.tags}">${items}</ul>`
}

/** Input was checked when it was stored. It is checked again here, because it becomes a link. */
export const isWeb = (url: string | undefined): url is string => url !== undefined && /^https?:\/\//i.test(url)
