/**
 * Requests to the server: the JSON API to read and write data, HTML to show.
 */
import { noteTime } from './clock.ts'
import type { Conversation, Place } from './conversation.ts'
import { parsed } from './element.ts'

export type CommentView = {
  id: string
  parentId: string | null
  replyTo?: string
  author: { name: string; url?: string } | null
  html: string
  createdAt: string
  editedAt: string | null
  state: 'published' | 'held' | 'removed'
  score: number
}

/** A field that the server refused, and why. */
export type Fault = { pointer: string; detail: string }
/** A problem document (RFC 9457), in the page's language. */
type Problem = { type?: string; detail?: string; errors?: Fault[] }

/** Status 0: the network did not answer. */
export type Answer<Body = unknown> = { ok: boolean; status: number; body: Body & Problem }

/** Milliseconds to wait for an answer. */
const TIMEOUT = 20_000
const withTimeout = ({ signal }: Place): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)])

/** @param path beneath the article's own, such as `comments` */
export async function call<Body>(
  conversation: Conversation,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Answer<Body>> {
  try {
    const response = await fetch(`${conversation.site}/v1/articles/${encodeURIComponent(conversation.slug)}/${path}`, {
      method,
      // Without this header, a GET needs no preflight.
      headers: {
        ...headers,
        'accept-language': conversation.lang,
        ...(body && { 'content-type': 'application/json' }),
      },
      // Escaped: a raw U+FFFD means to the server that a gateway replaced broken bytes.
      ...(body && { body: JSON.stringify(body).replaceAll('\uFFFD', '\\ufffd') }),
      // Writes continue when the reader goes to another page.
      signal: method === 'GET' ? withTimeout(conversation) : AbortSignal.timeout(TIMEOUT),
    })
    noteDate(response)
    const { ok, status } = response
    const answer = { ok, status, body: status === 204 ? {} : await response.json() }
    // For publishers who look for the reason.
    if (status === 403) console.warn('Understory:', answer.body.detail)
    return answer
  } catch {
    // Browsers tell scripts nothing of a refused origin: its answer has no CORS headers (functions/http/origin/crossOrigin.ts).
    if (conversation.site && method !== 'GET' && navigator.onLine)
      console.warn(
        `Understory: no answer. If the network is fine, a moderator can add ${location.origin} to allowedOrigins in the settings (PUT /v1/moderation/settings).`,
      )
    return { ok: false, status: 0, body: {} as Body & Problem }
  }
}

/** Why a request failed, in the reader's language. */
export const reasonOf = (conversation: Conversation, { body }: Answer): string =>
  body.detail ?? conversation.text('sendFailed')

/** A page of our site or a part of it, as nodes. On other sites, its addresses are absolute. */
export async function fetchHtml(
  place: Place,
  address: string,
): Promise<{ content: DocumentFragment; headers: Headers }> {
  return htmlIn(place, await fetch(place.site + address, { signal: withTimeout(place) }))
}

/** @throws Error with the reason, and the status as its cause */
export async function htmlIn(
  { site }: Place,
  answer: Response,
): Promise<{ content: DocumentFragment; headers: Headers }> {
  const { ok, status, headers, url } = answer
  noteDate(answer)
  if (!ok) {
    const { detail = '' }: Problem = await answer.json().catch(() => ({}))
    throw new Error(`${url} answered ${status}. ${detail}`, { cause: status })
  }
  const html = await answer.text()
  return { content: parsed(site ? onAnotherSite(site, html) : html), headers }
}

/**
 * HTML for another site. Links to comments lead to the page that shows them. All other links get the host of our site.
 * Texts cannot match, because their quotation marks are escaped.
 */
function onAnotherSite(site: string, html: string): string {
  const page = location.href.replace(/#.*/, '').replaceAll('&', '&amp;')
  return html
    .replace(
      /(<a class="(?:when|to)" href=")[^"]*\/comments\/([\w.-]+)[^"]*/g,
      (_, before: string, id: string) => `${before}${page}#comment-${id}`,
    )
    .replace(/ (href|action)="(?=\/)/g, (found) => found + site)
}

/** `Age` is the time that a cache has kept the answer (RFC 9111 section 5.1). */
const noteDate = ({ headers }: Response): void =>
  noteTime(Date.parse(headers.get('date') ?? '') + Number(headers.get('age')) * 1000)
