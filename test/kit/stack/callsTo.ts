/**
 * Calls to one local stack over HTTP, for tests and benches that start their own. The API suite has another client
 * (http/client.ts), which checks each answer against the OpenAPI document.
 */
import type { Settings } from '../../../functions/domain/site/settings.ts'
import type { Stack } from '../../../local/stack.ts'

type Parts = {
  body?: unknown
  /** Whose token to send. */
  as?: 'editor' | 'moderator'
  headers?: Record<string, string>
}

// biome-ignore lint/suspicious/noExplicitAny: callers look into answers as JavaScript would
type Body = any

const SETTINGS = '/v1/moderation/settings'

/** @param base the address of the edge, if the stack has one, or of the gateway */
export function callsTo(stack: Stack, base: string = stack.url) {
  /** Sends a request. Refusals are answers, too. */
  const ask = async (method: string, path: string, { body, as, headers }: Parts = {}): Promise<Response> =>
    fetch(base + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${await stack.token(as)}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  /** @throws Error with the answer, when the request is refused */
  const call = async (method: string, path: string, parts?: Parts): Promise<Body> => {
    const answer = await ask(method, path, parts)
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    ask,
    call,
    /** Publishes an article. @returns its slug */
    publish: async (fields: Record<string, unknown> = {}): Promise<string> => {
      const body = { title: 'A story', body: 'Text.', status: 'published', ...fields }
      return (await call('POST', '/v1/editor/articles', { body, as: 'editor' })).slug
    },
    askToPost: (slug: string, text: string, parentId?: string): Promise<Response> =>
      ask('POST', `/v1/articles/${slug}/comments`, { body: commentOf(text, parentId) }),
    /** Posts a comment. @returns the comment and the token to change it */
    post: (slug: string, text: string, parentId?: string): Promise<Body> =>
      call('POST', `/v1/articles/${slug}/comments`, { body: commentOf(text, parentId) }),
    /** Functions remember settings for ten seconds: change them before any function has read them. */
    changeSettings: async (changed: Partial<Settings>): Promise<void> => {
      const before = await call('GET', SETTINGS, { as: 'moderator' })
      await call('PUT', SETTINGS, { as: 'moderator', body: { ...before, ...changed } })
    },
  }
}

const commentOf = (text: string, parentId: string | undefined) => ({ author: { name: 'Ada' }, text, parentId })
