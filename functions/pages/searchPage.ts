/**
 * Search results. The search form is part of the layout.
 */
import type { summaryView } from '../http/views/articleViews.ts'
import { type Html, html } from './html.ts'
import { say, sayText } from './languages/wording.ts'
import { layout } from './layout.ts'
import { entries, nextPage } from './listPage.ts'
import { type Page, searchAddress } from './page.ts'

type Found = {
  /** Empty before a search. */
  query: string
  items: readonly ReturnType<typeof summaryView>[]
  nextCursor: string | null
}

/** It has no canonical address, so search engines leave it out. */
export function searchPage(page: Page, { query, items, nextCursor }: Found): Html {
  const { messages } = page.language
  if (query === '') return layout(page, { title: messages.search, main: html`<h1>${messages.search}</h1>` })
  // A page can find nothing within its Queries and still have a next page.
  const isNothing = items.length === 0 && nextCursor === null
  return layout(page, {
    title: sayText(messages.searchResults, { query }),
    query,
    main: html`<h1>${say(messages.searchResults, { query: html`<bdi>${query}</bdi>` })}</h1>
${isNothing ? html`<p>${messages.nothingFound}</p>` : entries(page, { items }, 'h2')}
${nextCursor !== null && nextPage(page, searchAddress(query, nextCursor), messages.moreResults)}`,
  })
}
