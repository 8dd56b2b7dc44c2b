/**
 * Asking the server: the JSON API for what is done, pieces of HTML for what is shown.
 */
import { parsed } from './element.ts'
import type { Place, Talk } from './talk.ts'

export type CommentView = {
  id: string
  parentId: string | null
  author: { name: string; url?: string } | null
  html: string
  createdAt: string
  editedAt: string | null
  state: 'published' | 'held' | 'removed'
  score: number
}

/** One field that the server takes exception to, and why. */
export type Fault = { pointer: string; detail: string }
/** RFC 9457, told in the page's language. */
type Problem = { type?: string; detail?: string; errors?: Fault[] }

/** Status 0 stands for a network that did not answer. */
export type Answer<Body = unknown> = { ok: boolean; status: number; body: Body & Problem }

const withPatience = ({ signal }: Place): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(20_000)])

/** @param path beneath the article's own, such as `comments` */
export async function call<Body>(
  talk: Talk,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Answer<Body>> {
  try {
    const response = await fetch(`${talk.site}/v1/articles/${encodeURIComponent(talk.slug)}/${path}`, {
      method,
      // A question without a body needs no preflight.
      headers: { ...headers, 'accept-language': talk.lang, ...(body && { 'content-type': 'application/json' }) },
      // Escaped, because the server takes a raw one for what a gateway made of broken bytes.
      ...(body && { body: JSON.stringify(body).replaceAll('\uFFFD', '\\ufffd') }),
      signal: withPatience(talk),
    })
    const { ok, status } = response
    return { ok, status, body: status === 204 ? {} : await response.json() }
  } catch {
    return { ok: false, status: 0, body: {} as Body & Problem }
  }
}

/** Why something was not done, in the reader's language. */
export const reasonOf = (talk: Talk, { body }: Answer): string => body.detail ?? talk.text('sendFailed')

/** A page of ours, or a part of one, as nodes whose addresses lead to the site. */
export async function fetchHtml(
  place: Place,
  address: string,
): Promise<{ content: DocumentFragment; headers: Headers }> {
  const response = await fetch(place.site + address, { signal: withPatience(place) })
  const { ok, status } = response
  if (!ok) throw new Error(`${address} answered ${status}`, { cause: status })
  // Addresses of the site are without its host, which on another site must be said. In texts, quotes are escaped.
  const html = (await response.text()).replace(/ (href|action)="(?=\/)/g, (found) => found + place.site)
  return { content: parsed(html), headers: response.headers }
}
