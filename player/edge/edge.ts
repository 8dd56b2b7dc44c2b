/**
 * An HTTP cache in front of the local gateway, in the place where CloudFront stands on AWS: it keeps answers as
 * their response headers allow.
 */
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import { type Cache, createCache } from './cache.ts'
import { CACHE_STATUS, deliver } from './deliver.ts'
import { forwardedHeaders, mayBeCached, targetOf } from './key.ts'
import { BAD_GATEWAY, createOrigin, OriginUnreachable, type SecretHeader } from './origin.ts'
import type { CacheRequest } from './store.ts'

/** One request that was answered without the origin, for the log. */
export type EdgeAnswered = {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
}

export type EdgeOptions = {
  /** URL of the origin. */
  readonly origin: string
  /** Name of the cache in `Cache-Status`. */
  readonly name: string
  /** A header of each request to the origin, from which the origin knows that it comes from the edge. */
  readonly secret: SecretHeader
  /** Lower-case names of request headers that identify a client, beside `authorization` and `cookie`. */
  readonly personal: readonly string[]
  /** Names of the query parameters that public routes have; others are dropped. */
  readonly parameters: readonly string[]
  /** Called for answers from the cache. The origin logs the others. */
  readonly answered?: (request: EdgeAnswered) => void
  /** Bytes that are kept at most. @default 64 MiB */
  readonly capacity?: number
  /** Milliseconds of silence after which the origin counts as failed. @default 15,000 */
  readonly timeout?: number
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number
}

export type Edge = {
  readonly server: Server
  readonly cache: Cache
  /** Closes the connections to the origin. The caller closes the server. */
  close(): void
}

export function createEdge(options: EdgeOptions): Edge {
  const { name, answered, capacity, now, timeout = 15_000 } = options
  const statusOf = (how: string) => `${name}; ${how}`
  const known = new Set(options.parameters)
  const origin = createOrigin(options.origin, timeout, options.secret)
  const cache = createCache({
    fetch: origin.get,
    ...(capacity !== undefined && { capacity }),
    ...(now !== undefined && { now }),
  })

  const send = (
    message: IncomingMessage,
    out: ServerResponse,
    status: number,
    headers: OutgoingHttpHeaders,
    body: Buffer,
  ) => {
    out.writeHead(status, headers)
    out.end(message.method === 'HEAD' ? undefined : body)
  }

  const answer = async (message: IncomingMessage, out: ServerResponse): Promise<void> => {
    const started = performance.now()
    const { method = 'GET', url = '/', headers } = message
    const host = headers.host ?? 'localhost'
    const request: CacheRequest = { ...targetOf(host, url, known), headers: forwardedHeaders(host, headers) }
    const found = await cache.get(request)
    if ('answer' in found) {
      const { answer: other, how } = found
      return send(message, out, other.status, { ...other.headers, [CACHE_STATUS]: statusOf(how) }, other.body)
    }
    const delivery = await deliver(cache, request, found.stored, statusOf(found.how), headers)
    send(message, out, delivery.status, delivery.headers, delivery.body)
    if (answered === undefined || !found.how.startsWith('hit')) return
    const bytes = method === 'HEAD' ? 0 : delivery.body.length
    answered({ method, path: url, status: delivery.status, milliseconds: performance.now() - started, bytes })
  }

  const server = createServer({ keepAliveTimeout: 65_000 }, (message, out) => {
    if (!mayBeCached(message.method, message.headers, options.personal))
      return origin.pass(message, out, { [CACHE_STATUS]: statusOf('fwd=bypass') })
    // The content of a GET has no meaning (RFC 9110 section 9.3.1).
    message.resume()
    answer(message, out).catch((error: unknown) => {
      if (!(error instanceof OriginUnreachable)) console.error(error)
      if (out.headersSent) return void out.destroy()
      const headers = {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        [CACHE_STATUS]: statusOf('fwd=miss'),
      }
      send(message, out, BAD_GATEWAY.status, headers, BAD_GATEWAY.body)
    })
  })
  return { server, cache, close: origin.close }
}
