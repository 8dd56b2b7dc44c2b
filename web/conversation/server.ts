/**
 * Asking the server: the JSON API for what is done, pieces of HTML for what is shown.
 */
import { heed } from './clock.ts'
import { parsed } from './element.ts'
import type { Place, Talk } from './talk.ts'

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
      body: JSON.stringify(body),
      signal: withPatience(talk),
    })
    heedDate(response)
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
  return htmlIn(place, await fetch(place.site + address, { signal: withPatience(place) }))
}

/** @throws Error with the status as its cause, where the answer is a refusal */
async function htmlIn({ site }: Place, answer: Response): Promise<{ content: DocumentFragment; headers: Headers }> {
  const { ok, status, headers, url } = answer
  heedDate(answer)
  if (!ok) throw new Error(`${url} answered ${status}`, { cause: status })
  const html = await answer.text()
  return { content: parsed(site ? onAnotherSite(site, html) : html), headers }
}

/**
 * A piece of our pages for another site. Comments are linked where they are read: at the page's own address. All other
 * addresses lead to our site, whose host they are without. In texts, quotes are escaped.
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

/** A cache says how long it has kept an answer (RFC 9111 section 5.1). */
const heedDate = ({ headers }: Response): void =>
  heed(Date.parse(headers.get('date') ?? '') + Number(headers.get('age')) * 1000)
