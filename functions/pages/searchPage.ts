/**
 * What was found. The form itself is in the head of every page.
 */
import type { summaryView } from '../http/articleViews.ts'
import { type Html, html } from './html.ts'
import { say, sayText } from './languages/wording.ts'
import { layout } from './layout.ts'
import { entries, nextPage } from './listPage.ts'
import { type Page, searchAddress } from './page.ts'

type Found = {
  /** Empty while nothing has been asked. */
  query: string
  items: readonly ReturnType<typeof summaryView>[]
  nextCursor: string | null
}

/** A page for whoever asked, and no destination for search engines: it has no canonical address. */
export function searchPage(page: Page, { query, items, nextCursor }: Found): Html {
  const { messages } = page.language
  if (query === '') return layout(page, { title: messages.search, main: html`<h1>${messages.search}</h1>` })
  // A page that is as long as may be looked for, and found nothing so far, is not the end.
  const isNothing = items.length === 0 && nextCursor === null
  return layout(page, {
    title: sayText(messages.searchResults, { query }),
    query,
    main: html`<h1>${say(messages.searchResults, { query: html`<bdi>${query}</bdi>` })}</h1>
${isNothing ? html`<p>${messages.nothingFound}</p>` : entries(page, { items }, 'h2')}
${nextCursor !== null && nextPage(page, searchAddress(query, nextCursor), messages.moreResults)}`,
  })
}
