/**
 * A client of the API over HTTP. Neither this client nor the API suite imports the functions' code.
 */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkDescribed } from './description.ts'
import { baseUrl, editorToken, moderatorToken } from './target.ts'

/** A response with its body. `B` is the type that the test expects, which its assertions check. */
export type Answer<B = unknown> = {
  status: number
  headers: Record<string, string>
  text: string
  body: B
}

export type Parts = {
  headers?: Record<string, string>
  /** Sent as JSON. Text and bytes are sent unchanged. */
  body?: unknown
  /** Sent as `Authorization: Bearer …`. */
  token?: string | undefined
}

/** How long a request is repeated while it is answered 429. */
const REPEATED_SECONDS = 50

/**
 * Sends a request, and repeats it while it is answered 429, because all files of the suite share one address and its
 * limits. Redirects are not followed. The answer must match the OpenAPI document.
 */
export async function call<B = unknown>(method: string, path: string, parts: Parts = {}): Promise<Answer<B>> {
  for (let waited = 0; ; waited++) {
    const answer = await callOnce<B>(method, path, parts)
    if (answer.status !== 429 || waited >= REPEATED_SECONDS) return answer
    await sleep(1000)
  }
}

/** As {@link call}, without repetition. */
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

/** A request that `fetch` would change or refuse: a body on GET, header values of any bytes. */
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
        // Not through URL, which would normalize it.
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

/** The URL of a path, or of a whole address from an answer. */
const urlOf = (path: string): string => (path.startsWith('/') ? baseUrl() + path : path)

function answerOf<B>(status: number, headers: Record<string, string>, text: string): Answer<B> {
  const isJson = /^application\/([\w.-]+\+)?json/.test(headers['content-type'] ?? '')
  // The suite's only cast. The assertions check the body.
  return { status, headers, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as B }
}
