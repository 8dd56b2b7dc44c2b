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

type Problem = { type?: string; errors?: { pointer: string }[] }

/** Status 0 stands for a network that did not answer. */
export type Answer<Body = unknown> = { ok: boolean; status: number; body: Body & Problem; headers: Headers }

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
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body ? JSON.stringify(body) : null,
      signal: withPatience(talk),
    })
    const { ok, status } = response
    return { ok, status, headers: response.headers, body: status === 204 ? {} : await response.json() }
  } catch {
    return { ok: false, status: 0, headers: new Headers(), body: {} as Body & Problem }
  }
}

/** What kind of problem an answer tells of: the end of its type (docs/api.md, “Errors”). */
export const kindOf = ({ body }: Answer): string => body.type?.split(':').pop() ?? ''

/** Why something was not done, in the reader's language: the server sends a sentence for each kind that readers may meet. */
export function reasonOf(talk: Talk, answer: Answer): string {
  const count = Number(answer.headers.get('retry-after')) || 60
  return talk.text(kindOf(answer), { count }) || talk.text(answer.status === 0 ? 'sendFailed' : 'failedText')
}

/** A page of ours, or a part of one, as nodes whose addresses lead to the site. */
export async function fetchHtml(
  place: Place,
  address: string,
): Promise<{ content: DocumentFragment; headers: Headers }> {
  const response = await fetch(place.site + address, { signal: withPatience(place) })
  const { ok, status } = response
  if (!ok) throw Object.assign(new Error(`${address} answered ${status}`), { status })
  const content = parsed(await response.text())
  toSite(place, content)
  return { content, headers: response.headers }
}

/** Addresses of the site are without its host, which on another site must be said. */
export function toSite({ site }: Place, content: DocumentFragment): void {
  for (const name of ['href', 'action'])
    for (const each of content.querySelectorAll(`[${name}^="/"]`))
      each.setAttribute(name, site + each.getAttribute(name))
}
