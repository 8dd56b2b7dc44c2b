/**
 * The pages of the site, its feeds and its files, which the reader answers. A `HEAD` goes with each `GET`.
 */
import { pages } from './operation.ts'

/** What people open. */
export const sitePages = pages('reader', {
  'GET /': { summary: 'The front page' },
  'GET /articles/{slug}': { summary: 'An article and the conversation under it' },
  'GET /articles/{slug}/comments/{id}': { summary: 'One comment with its replies' },
  'GET /articles/{slug}/comments/{id}/report': { summary: 'The form to report a comment' },
  'GET /tags/{tag}': { summary: 'Articles with a tag' },
  // A tag that a path cannot hold is in the query.
  'GET /tags': { summary: 'Articles with a tag' },
  'GET /{proxy+}': { summary: 'The page that says that there is nothing' },
})

export const searchPages = pages('reader', { 'GET /search': { summary: 'What was found' } })

/** The reference of the API, made from its description. */
export const reference = pages('reader', { 'GET /docs': { summary: 'The reference of the API' } })

/** A conversation by itself, as a piece of HTML. */
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

/** What pages and widgets load. */
export const assets = pages('reader', {
  'GET /assets/{file}': { summary: 'A style, a script, the icon' },
  'GET /embed.js': { summary: 'The widget' },
})

/** Preflights, of whatever path. No token comes with one, so the route asks for none:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export const preflights = pages('reader', { 'OPTIONS /{proxy+}': { summary: 'Whether an external page may write' } })
