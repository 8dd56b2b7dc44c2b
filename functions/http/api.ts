/**
 * Turns a table of endpoints into a Lambda handler: finds the endpoint by route key, and turns whatever is thrown into a problem
 * document. Handlers therefore need no try/catch.
 */

import { CACHE } from '../contract/caching.ts'
import { ArticleMoved, Busy, Refusal, Unanswered } from '../domain/errors.ts'
import { defect } from '../log.ts'
import type { HttpEvent } from './input/request.ts'
import { admit, type Origins, THIS_SITE_ALONE } from './origin/crossOrigin.ts'
import { strictTransport } from './origin/transport.ts'
import { internalProblem, type ProblemDocument, problemOf } from './problem.ts'
import { forCaches, json, movedFor, type Response } from './respond.ts'

/** Answers the requests of one route. Whatever it throws becomes a problem document. */
export type Endpoint = (event: HttpEvent) => Promise<Response>

/** An endpoint for each operation of some contracts. */
export type EndpointsOf<C extends { operations: object }> = Record<keyof C['operations'] & string, Endpoint>

/**
 * Says a problem to a reader: what takes the place of its members, and in which language that is; undefined where the
 * request asks for none in particular.
 * @param refusal undefined for a defect of ours
 */
export type Wording = (
  event: HttpEvent,
  refusal: Refusal | undefined,
) => Promise<{ lang: string; said: Pick<ProblemDocument, 'detail' | 'errors'> } | undefined>

type Options = {
  /** From where pages may write. @default this site alone */
  origins?: Origins
  /** For endpoints that readers' browsers ask; without it problems are told in English, to programmers. */
  wording?: Wording
}

/** A Lambda handler for the endpoints, keyed by API Gateway's route keys such as `GET /v1/articles/{slug}`. */
export function api(
  endpoints: Record<string, Endpoint>,
  { origins = THIS_SITE_ALONE, wording }: Options = {},
): (event: HttpEvent) => Promise<Response> {
  return async (event) => {
    // RFC 9110 section 9.3.2: HEAD is GET without the content. Leaving that out is left to who speaks HTTP, the gateway: it
    // makes Content-Length of what it is given, which for HEAD must be that of GET (section 8.6).
    const found = endpoints[event.routeKey.replace(/^HEAD /, 'GET ')]
    let cors: Record<string, string> = {}
    const admitted: Endpoint = async (admittedEvent) => {
      cors = await admit(admittedEvent, origins)
      if (!found) throw new Error(`The template routes “${event.routeKey}” here, but no endpoint answers it.`)
      return found(admittedEvent)
    }
    return strictTransport(event, forCaches(event, withHeaders(await answer(admitted, event, wording), cors)))
  }
}

/** Adds headers; what an answer varies by adds up (RFC 9110 section 12.5.5). */
function withHeaders(response: Response, added: Record<string, string>): Response {
  const vary = [response.headers?.vary, added.vary].filter((value) => value !== undefined).join(', ')
  return { ...response, headers: { ...response.headers, ...added, ...(vary !== '' && { vary }) } }
}

async function answer(endpoint: Endpoint, event: HttpEvent, wording?: Wording): Promise<Response> {
  try {
    return await endpoint(event)
  } catch (error) {
    if (error instanceof ArticleMoved) return movedFor(301, newAddress(event, error.slug), CACHE.article)
    const { document, refusal, retryAfter } = problemFor(error, event)
    const worded = await wording?.(event, refusal)
    const answer = problem({ ...document, ...worded?.said }, event, retryAfter)
    return {
      ...answer,
      headers: {
        ...answer.headers,
        // Also where it was not worded: asked in another language it might be.
        ...(wording && { vary: 'Accept-Language' }),
        ...(worded && { 'content-language': worded.lang }),
      },
    }
  }
}

type Told = { document: ProblemDocument; refusal?: Refusal; retryAfter?: number }

/** The problem that something thrown is to the client, and when trying again makes sense. A defect of ours is logged. */
export function problemFor(error: unknown, event: HttpEvent): Told {
  const { requestId } = event.requestContext
  const refusal = refusalIn(error, event)
  if (!refusal) return { document: internalProblem(requestId) }
  const { retryAfter } = refusal
  return { document: problemOf(refusal, requestId), refusal, ...(retryAfter !== undefined && { retryAfter }) }
}

/** The refusal that something thrown amounts to; undefined for a defect of ours, which is logged. */
export function refusalIn(error: unknown, event: HttpEvent): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Error && THROTTLES.has(error.name)) return new Busy()
  defect('Unhandled error', error, { route: event.routeKey, requestId: event.requestContext.requestId })
  return isUnanswered(error) ? new Unanswered() : undefined
}

/** What the database says when it is asked for more than it gives, by name, since this folder does not know the SDK. */
const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])
/**
 * When it can't be reached, doesn't answer, or only says that something went wrong over there; a transaction may be applied
 * all the same. Names of the SDK's errors, codes of Node's: https://nodejs.org/api/errors.html#common-system-errors,
 * https://nodejs.org/api/dns.html#error-codes
 */
const UNANSWERED = new Set([
  'TimeoutError',
  'InternalServerError',
  'ServiceUnavailable',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && (UNANSWERED.has(error.name) || ('code' in error && UNANSWERED.has(String(error.code))))

function problem(document: ProblemDocument, event: HttpEvent, retryAfter?: number): Response {
  const isRead = /^(GET|HEAD) /.test(event.routeKey)
  // What depends on who asks, or on the moment, is not for everybody.
  const isPassing = document.status >= 500 || [401, 403, 429].includes(document.status)
  return json(document.status, document, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': isRead && !isPassing ? CACHE.refusal : CACHE.never,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(document.status === 401 && { 'www-authenticate': 'Bearer' }),
  })
}

/** The same address under the article's current slug. */
function newAddress(event: HttpEvent, slug: string): string {
  const path = event.routeKey.slice(event.routeKey.indexOf(' ') + 1)
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) =>
    encodeURIComponent(name === 'slug' ? slug : (event.pathParameters?.[name] ?? '')),
  )
  return event.rawQueryString ? `${filled}?${event.rawQueryString}` : filled
}

/** Who acts, and in which request, for the log. */
export const deedIn = (event: HttpEvent) => ({ by: actorOf(event), requestId: event.requestContext.requestId })

/** The token's subject, with a readable name where the issuer gives one. */
export function actorOf(event: HttpEvent): string {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {}
  const name = claims.email ?? claims['cognito:username'] ?? claims.username ?? claims.sub
  return String(name ?? 'unknown').slice(0, 200)
}
