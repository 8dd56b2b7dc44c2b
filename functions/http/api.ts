/**
 * Turns a table of endpoints into a Lambda handler. It finds the endpoint by route key and turns errors into problem
 * documents. Handlers therefore need no try/catch.
 */

import { CACHE } from '../contract/caching.ts'
import { ArticleMoved, Busy, Refusal, Unanswered } from '../domain/errors.ts'
import { defect } from '../log.ts'
import type { HttpEvent } from './input/request.ts'
import { admit, type Origins, THIS_SITE_ALONE } from './origin/crossOrigin.ts'
import { strictTransport } from './origin/transport.ts'
import { internalProblem, type ProblemDocument, problemOf } from './problem.ts'
import { forCaches, json, movedFor, type Response } from './respond.ts'

/** Answers the requests of one route. An error that it throws becomes a problem document. */
export type Endpoint = (event: HttpEvent) => Promise<Response>

/** An endpoint for each operation of some contracts. */
export type EndpointsOf<C extends { operations: object }> = Record<keyof C['operations'] & string, Endpoint>

/**
 * Words a problem in the reader's language. Returns the members to replace and their language, or undefined if the
 * request asks for no language.
 * @param refusal undefined for a defect of the server
 */
export type Wording = (
  event: HttpEvent,
  refusal: Refusal | undefined,
) => Promise<{ lang: string; said: Pick<ProblemDocument, 'detail' | 'errors'> } | undefined>

type Options = {
  /** The origins whose pages may write. @default this site alone */
  origins?: Origins
  /** For endpoints that readers' browsers call. Without it, problems are in English, for programmers. */
  wording?: Wording
}

/** A Lambda handler for the endpoints, keyed by API Gateway's route keys such as `GET /v1/articles/{slug}`. */
export function api(
  endpoints: Record<string, Endpoint>,
  { origins = THIS_SITE_ALONE, wording }: Options = {},
): (event: HttpEvent) => Promise<Response> {
  return async (event) => {
    // HEAD is GET without the content (RFC 9110 section 9.3.2). The content stays here, because the gateway computes
    // Content-Length from it, which must be that of GET (section 8.6). The gateway then removes the content.
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

/** Adds headers. The values of Vary are joined (RFC 9110 section 12.5.5). */
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
        // Also without a wording, because a request for another language may get one.
        ...(wording && { vary: 'Accept-Language' }),
        ...(worded && { 'content-language': worded.lang }),
      },
    }
  }
}

type FoundProblem = { document: ProblemDocument; refusal?: Refusal; retryAfter?: number }

/** The problem document for an error, and the seconds to wait before a retry. A defect is logged. */
export function problemFor(error: unknown, event: HttpEvent): FoundProblem {
  const { requestId } = event.requestContext
  const refusal = refusalIn(error, event)
  if (!refusal) return { document: internalProblem(requestId) }
  const { retryAfter } = refusal
  return { document: problemOf(refusal, requestId), refusal, ...(retryAfter !== undefined && { retryAfter }) }
}

/** The refusal for an error; undefined for a defect. A defect and a failure of the database are logged. */
export function refusalIn(error: unknown, event: HttpEvent): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Error && THROTTLES.has(error.name)) return new Busy()
  defect('Unhandled error', error, { route: event.routeKey, requestId: event.requestContext.requestId })
  return isUnanswered(error) ? new Unanswered() : undefined
}

/** The names of the database's throttling errors. This folder does not import the SDK. */
const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])
/**
 * Errors of a database that cannot be reached, does not answer or has an internal error. A transaction may have been
 * applied. Names of the SDK's errors and codes of Node's: https://nodejs.org/api/errors.html#common-system-errors,
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
  // Shared caches must not keep answers that depend on the caller or on the moment.
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

/** The actor and the request, for the log. */
export const deedIn = (event: HttpEvent) => ({ by: actorOf(event), requestId: event.requestContext.requestId })

/** A readable name from the token if the issuer gives one, else its subject. */
export function actorOf(event: HttpEvent): string {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {}
  const name = claims.email ?? claims['cognito:username'] ?? claims.username ?? claims.sub
  return String(name ?? 'unknown').slice(0, 200)
}
