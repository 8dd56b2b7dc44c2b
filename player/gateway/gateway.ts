/**
 * A small HTTP API gateway on loopback, with the routes, authorizer and throttles of the template. Its own refusals
 * have the wording of API Gateway.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { CryptoKey } from 'jose'
import type { Pool } from '../lambda/pool.ts'
import type { RouteSpec, System } from '../template/system.ts'
import { authorize } from './authorizer.ts'
import { eventOf, isHost, type Request } from './event.ts'
import { INTERNAL_ERROR, LAMBDA_LIMIT, type Response, refusal, responseOf } from './response.ts'
import { BadPath, createRouter } from './routes.ts'
import { createBucket } from './throttle.ts'

/** One answered request, for the log. */
export type Answered = {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
  /** Name of the function; absent where the gateway answered. */
  readonly functionName?: string
}

export type GatewayOptions = {
  readonly system: System
  readonly pools: ReadonlyMap<string, Pool>
  readonly key: CryptoKey
  readonly answered: (request: Answered) => void
  /** The client's address as functions see it. @default that of the connection */
  readonly address?: (connection: string) => string
}

export type Gateway = {
  readonly server: Server
  /** Sets new routes, or new functions for them. Requests under way are not touched. */
  update(system: System, pools: ReadonlyMap<string, Pool>): void
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const PAYLOAD_LIMIT = 10 * 1024 * 1024

const NOT_FOUND = refusal(404, 'Not Found')
const TOO_MANY = refusal(429, 'Too Many Requests')
const TOO_LARGE = refusal(413, 'Request Entity Too Large')
const UNAVAILABLE = refusal(503, 'Service Unavailable')
const BAD_REQUEST = refusal(400, 'Bad Request')

/** undefined when it is longer than the gateway takes. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    size += chunk.length
    // What is too long is still read to its end, so that the client gets to see the answer.
    if (size <= PAYLOAD_LIMIT) chunks.push(chunk)
  }
  return size > PAYLOAD_LIMIT ? undefined : Buffer.concat(chunks)
}

type Plan = {
  readonly system: System
  readonly pools: ReadonlyMap<string, Pool>
  readonly names: ReadonlyMap<string, string>
  readonly router: ReturnType<typeof createRouter<RouteSpec>>
  readonly admits: (route: RouteSpec) => boolean
}

function planOf(system: System, pools: ReadonlyMap<string, Pool>): Plan {
  const shared = system.throttle && createBucket(system.throttle)
  const own = new Map(system.routes.flatMap((route) => (route.throttle ? [[route, createBucket(route.throttle)]] : [])))
  return {
    system,
    pools,
    names: new Map(system.functions.map(({ logicalId, name }) => [logicalId, name])),
    router: createRouter(system.routes),
    admits: (route) => (own.get(route) ?? shared)?.() ?? true,
  }
}

async function invoke(pool: Pool | undefined, event: unknown): Promise<Response> {
  if (pool === undefined) return INTERNAL_ERROR
  const outcome = await pool.invoke(event)
  if (outcome.ok) return responseOf(outcome.result)
  return outcome.timedOut ? UNAVAILABLE : INTERNAL_ERROR
}

const addressOf = (message: IncomingMessage): string =>
  (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')

export function createGateway({ system, pools, key, answered, address = (own) => own }: GatewayOptions): Gateway {
  let plan = planOf(system, pools)

  const respond = async (
    message: IncomingMessage,
    rawPath: string,
    rawQuery: string,
  ): Promise<Response & { functionName?: string }> => {
    const { names, router, admits, ...current } = plan
    const body = await readBody(message)
    // "A server MUST respond with a 400 … that contains a Host header field with an invalid field value" (RFC 9112
    // section 3.2).
    if (!isHost(message.headers.host)) return BAD_REQUEST
    const method = message.method ?? 'GET'
    const match = router(method, rawPath)
    if (match === undefined) return NOT_FOUND
    const { route, pathParameters } = match
    if (!admits(route)) return TOO_MANY
    if (body === undefined || body.length > LAMBDA_LIMIT) return TOO_LARGE
    let claims: Readonly<Record<string, unknown>> | undefined
    if (route.authorizer !== undefined) {
      const verdict = await authorize(message.headers.authorization, route.authorizer, key)
      if (!verdict.ok) return refusal(401, 'Unauthorized', { 'www-authenticate': verdict.challenge })
      claims = verdict.claims
    }
    const sourceIp = address(addressOf(message))
    const protocol = `HTTP/${message.httpVersion}`
    const request: Request = { method, rawPath, rawQuery, headers: message.headers, body, sourceIp, protocol }
    const event = eventOf(request, route.key, pathParameters, claims)
    const response = await invoke(current.pools.get(route.functionId), event)
    return { ...response, functionName: names.get(route.functionId) ?? route.functionId }
  }

  const handle = async (message: IncomingMessage, out: ServerResponse): Promise<void> => {
    const started = performance.now()
    const target = message.url ?? '/'
    const mark = target.indexOf('?')
    const [rawPath, rawQuery] = mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
    const { functionName, ...response } = await respond(message, rawPath, rawQuery).catch(
      (error: unknown): Response & { functionName?: string } => {
        if (error instanceof BadPath) return BAD_REQUEST
        throw error
      },
    )
    const { status, cookies, body } = response
    const own = Object.entries(response.headers).filter(([name]) => name !== 'content-length')
    const headers: Record<string, string | string[]> = {
      ...Object.fromEntries(own),
      ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    }
    if (status !== 204 && status !== 304) headers['content-length'] = String(body.length)
    // Node.js leaves the body out of an answer to HEAD.
    out.writeHead(status, headers)
    out.end(body)
    const milliseconds = performance.now() - started
    const method = message.method ?? 'GET'
    const bytes = method === 'HEAD' ? 0 : body.length
    answered({ method, path: target, status, milliseconds, bytes, ...(functionName !== undefined && { functionName }) })
  }

  const server = createServer({ keepAliveTimeout: 65_000 }, (message, out) => {
    handle(message, out).catch((error: unknown) => {
      // A client that disconnected while sending gets no answer. Any other error is a defect of this file.
      if (message.destroyed && !message.complete) return
      console.error(error)
      if (!out.headersSent) out.writeHead(500, { 'content-type': 'application/json' })
      out.end(INTERNAL_ERROR.body)
    })
  })
  return {
    server,
    update: (next, nextPools) => {
      plan = planOf(next, nextPools)
    },
  }
}
