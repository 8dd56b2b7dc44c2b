/**
 * Calls the API over HTTP as a stranger would. Nothing in here, nor in the rest of the suite, knows the functions' code.
 */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkDescribed } from './description.ts'
import { baseUrl, editorToken, moderatorToken } from './target.ts'

/** A response with its body read; `B` says what the test expects the JSON to be, which the assertions then prove. */
export type Answer<B = unknown> = {
  status: number
  headers: Record<string, string>
  text: string
  body: B
}

export type Parts = {
  headers?: Record<string, string>
  /** Sent as JSON; text and bytes are sent as they are. */
  body?: unknown
  /** Sent as `Authorization: Bearer …`. */
  token?: string | undefined
}

/** How long a request is repeated while its address has asked for too much. */
const REPEATED_SECONDS = 50

/**
 * A request that waits while its address has asked for too much: all files of the suite share one, and some use up what it
 * has. Redirects are not followed, and the answer must be as the API describes it.
 */
export async function call<B = unknown>(method: string, path: string, parts: Parts = {}): Promise<Answer<B>> {
  for (let waited = 0; ; waited++) {
    const answer = await callOnce<B>(method, path, parts)
    if (answer.status !== 429 || waited >= REPEATED_SECONDS) return answer
    await sleep(1000)
  }
}

/** As {@link call}, for who wants to see what is answered to too much. */
export async function callOnce<B = unknown>(method: string, path: string, parts: Parts = {}): Promise<Answer<B>> {
  const { body, token } = parts
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const content = body === undefined ? undefined : isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body))
  const response = await fetch(urlOf(path), {
    method,
    redirect: 'manual',
    headers: {
      ...(content && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...parts.headers,
    },
    ...(content && { body: content }),
  })
  const answer = answerOf<B>(response.status, Object.fromEntries(response.headers), await response.text())
  await checkDescribed(method, path, answer)
  return answer
}

export const get = <B = unknown>(path: string, headers: Record<string, string> = {}) =>
  call<B>('GET', path, { headers })

export const asEditor = <B = unknown>(method: string, path: string, parts: Parts = {}) =>
  call<B>(method, path, { token: editorToken(), ...parts })

export const asModerator = <B = unknown>(method: string, path: string, parts: Parts = {}) =>
  call<B>(method, path, { token: moderatorToken(), ...parts })

/** A request that `fetch` would mend or refuse: a body on GET, header values of any bytes. */
export function rawCall<B = unknown>(method: string, path: string, parts: Parts = {}): Promise<Answer<B>> {
  const { body, headers } = parts
  const content = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0)
  const url = new URL(baseUrl())
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(
      {
        hostname: url.hostname,
        port: url.port,
        method,
        // Not through URL, which would normalise it.
        path: url.pathname.replace(/\/$/, '') + path,
        headers: { ...(content.length > 0 && { 'content-length': content.length }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
          resolve(answerOf<B>(response.statusCode ?? 0, Object.fromEntries(given), Buffer.concat(chunks).toString()))
        })
      },
    )
    request.on('error', reject)
    request.end(content)
  })
}

/** A path of the API, or an address that it gave. */
const urlOf = (path: string): string => (path.startsWith('/') ? baseUrl() + path : path)

function answerOf<B>(status: number, headers: Record<string, string>, text: string): Answer<B> {
  const isJson = /^application\/([\w.-]+\+)?json/.test(headers['content-type'] ?? '')
  // The one cast of the suite: what the body really is, the assertions say.
  return { status, headers, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as B }
}
