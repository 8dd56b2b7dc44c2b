/**
 * Every endpoint, once. Each becomes a route of its own at the gateway, so each can be counted, throttled and read in the
 * log by its name. What is not here reaches no function, but for a GET, which the reader answers with a page or a problem.
 */
import type { FunctionName } from './bundling.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface Route {
  readonly method: Method
  readonly path: string
  readonly to: FunctionName
  /** The gateway checks the token before the function is called; the function checks its groups. */
  readonly signedIn: boolean
}

const open = (to: FunctionName, path: string, ...methods: Method[]): Route[] =>
  methods.map((method) => ({ method, path, to, signedIn: false }))
const signedIn = (to: FunctionName, path: string, ...methods: Method[]): Route[] =>
  methods.map((method) => ({ method, path, to, signedIn: true }))

const comment = '/v1/articles/{slug}/comments/{id}'
const article = '/v1/editor/articles/{slug}'

export const routes: readonly Route[] = [
  ...open('reader', '/v1/health', 'GET', 'HEAD'),
  ...open('reader', '/v1/openapi.json', 'GET', 'HEAD'),
  ...open('reader', '/v1/articles', 'GET', 'HEAD'),
  ...open('reader', '/v1/articles/{slug}', 'GET', 'HEAD'),
  ...open('reader', '/v1/articles/{slug}/comments', 'GET', 'HEAD'),
  ...open('reader', comment, 'GET', 'HEAD'),
  ...open('reader', `${comment}/replies`, 'GET', 'HEAD'),
  // Whose votes is said by a header or a cookie; no cache keeps the answer.
  ...open('reader', '/v1/articles/{slug}/votes', 'GET', 'HEAD'),
  ...open('reader', '/v1/articles/{slug}/changes/{bucket}', 'GET', 'HEAD'),
  ...open('reader', '/v1/pages', 'GET', 'HEAD'),
  ...open('reader', '/v1/search', 'GET', 'HEAD'),
  ...open('reader', '/v1/comments', 'GET', 'HEAD'),
  ...open('reader', '/v1/comment-counts', 'GET', 'HEAD'),

  // Pages. Whatever else is asked for gets the page that says so.
  ...open('reader', '/', 'GET', 'HEAD'),
  ...open('reader', '/articles/{slug}', 'GET', 'HEAD'),
  ...open('reader', '/articles/{slug}/comments/{id}', 'GET', 'HEAD'),
  ...open('reader', '/articles/{slug}/comments/{id}/report', 'GET', 'HEAD'),
  ...open('reader', '/tags/{tag}', 'GET', 'HEAD'),
  // A tag that a path cannot hold is in the query.
  ...open('reader', '/tags', 'GET', 'HEAD'),
  ...open('reader', '/search', 'GET', 'HEAD'),
  ...open('reader', '/assets/{file}', 'GET', 'HEAD'),
  ...open('reader', '/articles/{slug}/conversation', 'GET', 'HEAD'),
  ...open('reader', '/conversation', 'GET', 'HEAD'),
  ...open('reader', '/embed.js', 'GET', 'HEAD'),
  // For programs that follow the site, and for search engines.
  ...open('reader', '/feed.xml', 'GET', 'HEAD'),
  ...open('reader', '/feed.json', 'GET', 'HEAD'),
  ...open('reader', '/tags/{tag}/feed.xml', 'GET', 'HEAD'),
  ...open('reader', '/tags/{tag}/feed.json', 'GET', 'HEAD'),
  ...open('reader', '/comments.xml', 'GET', 'HEAD'),
  ...open('reader', '/articles/{slug}/comments.xml', 'GET', 'HEAD'),
  ...open('reader', '/sitemap.xml', 'GET', 'HEAD'),
  ...open('reader', '/sitemaps/{file}', 'GET', 'HEAD'),
  ...open('reader', '/robots.txt', 'GET', 'HEAD'),
  ...open('reader', '/oembed', 'GET', 'HEAD'),
  ...open('reader', '/{proxy+}', 'GET', 'HEAD'),
  // Preflights, of whatever path. No token comes with one, so the route asks for none:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
  ...open('reader', '/{proxy+}', 'OPTIONS'),
  // Forms, and the page on which an author finds a comment again.
  ...open('commenter', '/articles/{slug}/comments', 'POST'),
  ...open('commenter', '/articles/{slug}/comments/{id}/own', 'GET'),
  ...open('commenter', '/articles/{slug}/comments/{id}/edit', 'POST'),
  ...open('commenter', '/articles/{slug}/comments/{id}/delete', 'POST'),
  ...open('commenter', '/articles/{slug}/comments/{id}/vote', 'POST'),
  ...open('commenter', '/articles/{slug}/comments/{id}/report', 'POST'),

  ...open('commenter', '/v1/articles/{slug}/comments', 'POST'),
  // Its author proves themselves by the comment's edit token, which the function checks.
  ...open('commenter', comment, 'PATCH', 'DELETE'),
  ...open('commenter', `${comment}/source`, 'GET'),
  ...open('commenter', `${comment}/vote`, 'PUT'),
  ...open('commenter', `${comment}/reports`, 'POST'),

  ...signedIn('editor', '/v1/editor/articles', 'GET', 'POST'),
  ...signedIn('editor', article, 'GET', 'PUT', 'PATCH', 'DELETE'),
  ...signedIn('editor', `${article}/revisions`, 'GET'),
  ...signedIn('editor', `${article}/revisions/{version}`, 'GET'),
  ...signedIn('editor', `${article}/restore`, 'POST'),

  ...signedIn('moderator', '/v1/moderation/comments', 'GET'),
  ...signedIn('moderator', '/v1/moderation/actions', 'POST'),
  ...signedIn('moderator', '/v1/moderation/imports', 'POST'),
  ...signedIn('moderator', '/v1/moderation/pages/{slug}', 'GET', 'PATCH'),
  ...signedIn('moderator', '/v1/moderation/settings', 'GET', 'PUT'),
]
