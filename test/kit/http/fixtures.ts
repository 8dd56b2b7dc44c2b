/**
 * Fixtures of tests over HTTP. Each test makes its own article and comments, so that several runs can share a stack
 * with data. `eventually` waits for the projector.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, asEditor, asModerator, call, get } from './client.ts'
import type { Article, Comment, Page, Posted, Queued, Results } from './shapes.ts'

/** How long `eventually` tries. A deployed stack takes seconds where the local one takes a tenth. */
const TRIED_SECONDS = 15

/** An unused name. */
export const unique = (name: string): string => `${name}-${randomBytes(6).toString('hex')}`

export const articlePath = (slug: string): string => `/v1/articles/${encodeURIComponent(slug)}`
export const commentsPath = (slug: string, query = ''): string => `${articlePath(slug)}/comments${query}`
export const commentPath = (slug: string, id: string): string => `${commentsPath(slug)}/${id}`
export const editorPath = (slug: string): string => `/v1/editor/articles/${encodeURIComponent(slug)}`

/** @throws Error with the answer, when the status is another */
export function having<B>(status: number, answer: Answer<B>): Answer<B> {
  if (answer.status !== status)
    throw new Error(`${status} expected, not ${answer.status}: ${answer.text.slice(0, 2000)}`)
  return answer
}

/** Creates an article with these fields, and defaults for the others. */
export async function createArticle(fields: Record<string, unknown> = {}): Promise<Article> {
  const slug = unique('story')
  const body = { title: `Story ${slug}`, slug, body: 'Once upon a time.', ...fields }
  return having(201, await asEditor<Article>('POST', '/v1/editor/articles', { body })).body
}

/** Publishes an article. @returns its slug */
export async function publish(fields: Record<string, unknown> = {}): Promise<string> {
  return (await createArticle({ status: 'published', ...fields })).slug
}

export const publishWithPolicy = (policy: 'open' | 'held' | 'closed') => publish({ comments: { policy } })

/** The body of a valid comment. */
export const commentBy = (name: string, text: string, parentId?: string) => ({
  author: { name },
  text,
  ...(parentId !== undefined && { parentId }),
})

export const send = (slug: string, body: unknown, headers: Record<string, string> = {}) =>
  call<Posted>('POST', commentsPath(slug), { body, headers })

/** Posts a comment that is published, or held where the article says so. */
export async function post(slug: string, text: string, parentId?: string): Promise<Posted> {
  const answer = await send(slug, commentBy('Ada', text, parentId))
  return having(answer.status === 202 ? 202 : 201, answer).body
}

/** Tries until `attempt` does not throw. @throws its last error */
export async function eventually<T>(attempt: () => Promise<T>, seconds = TRIED_SECONDS): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(100)) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

export async function page<T = Comment>(path: string): Promise<Page<T>> {
  return having(200, await get<Page<T>>(path)).body
}

/** Every item of a list, page by page. */
export async function walk<T>(
  path: string,
  read: (path: string) => Promise<Answer<Page<T>>> = (address) => get<Page<T>>(address),
): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor && `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`
    const { body } = having(200, await read(path + after))
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}

/** The comments of one article in a queue of the moderators. */
export async function queueOf(slug: string, status = 'held'): Promise<Queued[]> {
  const all = await walk<Queued>(`/v1/moderation/comments?limit=100&status=${status}`, (path) =>
    asModerator<Page<Queued>>('GET', path),
  )
  return all.filter(({ article }) => article === slug)
}

/** A moderator's decision about comments of one article. */
export async function decide(action: string, slug: string, ids: readonly (string | { id: string; version: number })[]) {
  const comments = ids.map((one) => ({ article: slug, ...(typeof one === 'string' ? { id: one } : one) }))
  const answer = await asModerator<Results>('POST', '/v1/moderation/actions', { body: { action, comments } })
  return having(200, answer).body.results
}
