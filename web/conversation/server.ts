/**
 * Asking the server: the JSON API for what is done, pieces of HTML for what is shown.
 */
import { parsed } from './element.ts'
import type { Talk } from './talk.ts'

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
export type Answer<Body = unknown> = { status: number; body: Body; problem: Problem; headers: Headers }

const PATIENCE = 20_000

/** @param path beneath the article's own, such as `comments` */
export async function call<Body>(
  talk: Talk,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  try {
    const response = await fetch(`${talk.site}/v1/articles/${encodeURIComponent(talk.slug)}/${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([talk.signal, AbortSignal.timeout(PATIENCE)]),
    })
    const content = response.status === 204 ? {} : await response.json()
    return { status: response.status, body: content, problem: content, headers: response.headers }
  } catch {
    return { status: 0, body: {} as Body, problem: {}, headers: new Headers() }
  }
}

export const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300

/** Why something was not done, in the reader's language. */
export function reasonOf(talk: Talk, { status, problem, headers }: Answer): string {
  const kind = problem.type?.split(':').pop()
  if (kind === 'too-many-requests') return talk.plural('tooMany', Number(headers.get('retry-after')) || 60)
  const name = kind === undefined ? undefined : REASONS[kind]
  return talk.text(name ?? (status === 0 ? 'sendFailed' : 'failedText'))
}

const REASONS: Record<string, string> = {
  'comments-closed': 'policyClosed',
  'parent-not-found': 'parentGone',
  'comment-removed': 'removed',
  'comment-changed': 'changedMeanwhile',
  'edit-window-passed': 'editTooLate',
  'body-too-large': 'tooLarge',
  unauthenticated: 'notYours',
  forbidden: 'notYours',
  'invalid-input': 'tooDeep',
}

/** A page of ours, or a part of one, as nodes whose addresses lead to the site. */
export async function fetchHtml(
  { site, signal }: Pick<Talk, 'site' | 'signal'>,
  address: string,
): Promise<{ content: DocumentFragment; headers: Headers }> {
  const response = await fetch(site + address, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  const content = parsed(await response.text())
  toSite(site, content)
  return { content, headers: response.headers }
}

/** Addresses of the site are without its host, which on another site must be said. */
export function toSite(site: string, content: DocumentFragment | Element): void {
  if (site === '') return
  for (const name of ['href', 'action'])
    for (const each of content.querySelectorAll(`[${name}^="/"]`))
      each.setAttribute(name, site + each.getAttribute(name))
}
