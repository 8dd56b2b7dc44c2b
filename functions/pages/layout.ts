/**
 * The frame of every page: the metadata in the head, the site's name, the search form, the content, and the choice of
 * language.
 */
import { LONGEST_QUERY } from '../contract/schemas/searchSchemas.ts'
import { type Content, type Html, html } from './html.ts'
import { LANGUAGES } from './languages/language.ts'
import { anchor, FRONT, href, inLanguage, type Page, SEARCH } from './page.ts'

type Frame = {
  title: string
  /** Without one, the page asks search engines to leave it out. */
  canonical?: string | undefined
  description?: string | undefined
  /** More for the head. */
  head?: Content
  /** `front` pages have the site's name as their heading. */
  isFront?: boolean
  /** The current search, so that it can be changed. */
  query?: string
  main: Content
}

export function layout(page: Page, { title, canonical, description, head, isFront, query, main }: Frame): Html {
  const { site, language, origin } = page
  const { messages } = language
  const name = html`<a href="${href(page, FRONT)}"${isFront && html` aria-current="page"`}>${site.name}</a>`
  return html`<!DOCTYPE html>
<html lang="${language.locale}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${isFront ? title : `${title} · ${site.name}`}</title>
${description && html`<meta name="description" content="${description}">`}
${canonical === undefined ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${origin}${canonical}">`}
<link rel="alternate" type="application/atom+xml" title="${site.name}" href="/feed.xml">
<link rel="alternate" type="application/feed+json" title="${site.name}" href="/feed.json">
<link rel="alternate" type="application/atom+xml" title="${site.name}: ${messages.comments}" href="/comments.xml">
<link rel="icon" href="${site.assets.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${site.assets.style}">
<script type="module" src="${site.assets.page}"></script>
${head}
</head>
<body>
<a class="skip" href="#u_main">${messages.skipToContent}</a>
<header class="site">${isFront ? html`<h1>${name}</h1>` : html`<p>${name}</p>`}
${searchForm(page, query)}</header>
<main id="u_main">
${main}
</main>
<footer class="site">${languageChoice(page)}</footer>
</body>
</html>
`
}

/** Browsers drop the query of a form's action, so the language is a field. */
function searchForm({ language }: Page, query = ''): Html {
  const { search } = language.messages
  const id = anchor('q')
  return html`<form role="search" action="${SEARCH}">
${language.asked && html`<input type="hidden" name="lang" value="${language.code}">`}
<label class="unseen" for="${id}">${search}</label><input type="search" id="${id}" name="q" value="${query}" maxlength="${LONGEST_QUERY}" dir="auto"><button type="submit">${search}</button>
</form>`
}

/** Links instead of a form: they need no script, and each language has an address of its own. */
function languageChoice(page: Page): Html {
  const { language, address } = page
  const items = Object.entries(LANGUAGES).map(([code, name]) => {
    const current = code === language.code && html` aria-current="true"`
    return html`<li><a href="${inLanguage(address, code)}" hreflang="${code}" lang="${code}" rel="nofollow"${current}>${name}</a></li>`
  })
  return html`<nav aria-label="${language.messages.language}"><ul>${items}</ul></nav>`
}
