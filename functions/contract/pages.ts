/**
 * Pages, feeds and files of the site, which the reader answers. Each `GET` route also has a `HEAD` route.
 */
import { pages } from './operation.ts'

/** Pages for people. */
export const sitePages = pages('reader', {
  'GET /': { summary: 'The front page' },
  'GET /articles/{slug}': { summary: 'An article and the conversation under it' },
  'GET /articles/{slug}/comments/{id}': { summary: 'One comment with its replies' },
  'GET /articles/{slug}/comments/{id}/report': { summary: 'The form to report a comment' },
  'GET /tags/{tag}': { summary: 'Articles with a tag' },
  // For tags that a path cannot contain. The tag is in the query.
  'GET /tags': { summary: 'Articles with a tag' },
  'GET /{proxy+}': { summary: 'The page for unknown addresses' },
})

export const searchPages = pages('reader', { 'GET /search': { summary: 'The results of a search' } })

/** The reference of the API, made from its description. */
export const reference = pages('reader', { 'GET /docs': { summary: 'The reference of the API' } })

/** A conversation as HTML, without the page around it. */
export const conversations = pages('reader', {
  'GET /articles/{slug}/conversation': { summary: 'The conversation under an article' },
  'GET /conversation': { summary: 'The conversation about a page of another site' },
})

export const feeds = pages('reader', {
  'GET /feed.xml': { summary: 'The newest articles (Atom)' },
  'GET /feed.json': { summary: 'The newest articles (JSON Feed)' },
  'GET /tags/{tag}/feed.xml': { summary: 'The newest articles with a tag (Atom)' },
  'GET /tags/{tag}/feed.json': { summary: 'The newest articles with a tag (JSON Feed)' },
  'GET /comments.xml': { summary: 'The newest comments (Atom)' },
  'GET /articles/{slug}/comments.xml': { summary: 'The newest comments under an article (Atom)' },
})

/** For search engines. */
export const sitemaps = pages('reader', {
  'GET /sitemap.xml': { summary: 'The index of the sitemaps' },
  'GET /sitemaps/{file}': { summary: 'The articles of a month' },
  'GET /robots.txt': { summary: 'What search engines may read' },
})

export const oembed = pages('reader', { 'GET /oembed': { summary: 'How an article or a comment is embedded' } })

/** Files that pages and widgets load. */
export const assets = pages('reader', {
  'GET /assets/{file}': { summary: 'A style, a script, the icon' },
  'GET /embed.js': { summary: 'The widget' },
})

/** Preflights for all paths. A preflight has no token, so the route requires none:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export const preflights = pages('reader', { 'OPTIONS /{proxy+}': { summary: 'Whether an external page may write' } })
