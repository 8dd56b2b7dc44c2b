/**
 * Makes endpoints from a contract and its handlers. Endpoints read and validate requests and turn replies into
 * responses. A handler whose reply is not in the contract does not compile.
 */
import type { ZodMiniType } from 'zod/mini'
import * as z from 'zod/mini'
import { GROUPS, isForStaff } from '../contract/access.ts'
import { CACHE, type CachePolicy } from '../contract/caching.ts'
import { JSON_TYPES } from '../contract/mediaTypes.ts'
import type { Answer, Contract, Operation, RequestBody } from '../contract/operation.ts'
import type { AnswerName, Answers } from '../contract/schemas/answers.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Fault } from '../domain/faults.ts'
import type { Endpoint } from './api.ts'
import { onlyGroups } from './input/groups.ts'
import { requireVersion } from './input/ifMatch.ts'
import { type HttpEvent, jsonBody, queryOf } from './input/request.ts'
import { MAX_FAULTS, validate } from './input/validate.ts'
import { InvalidRequest } from './refusals.ts'
import { json, type Response, revalidatable } from './respond.ts'

type Output<S> = S extends ZodMiniType<infer T> ? T : undefined

/** The input of a handler, validated by its contract. */
export type Input<O extends Operation> = {
  event: HttpEvent
  query: Output<O['query']>
  body: O['body'] extends RequestBody ? Output<O['body']['schema']> : undefined
}

type HeadersOf<A extends Answer> = A['headers'] extends readonly (infer H extends string)[]
  ? { readonly [N in Lowercase<H>]?: string }
  : undefined

type ReplyOf<S, A extends Answer, O extends Operation> = {
  status: S
  headers?: HeadersOf<A>
  cookies?: string[]
} & (A['body'] extends AnswerName ? { body: Answers[A['body']] } : { body?: undefined }) &
  (O['cache'] extends CachePolicy ? { cache?: undefined } : { cache: O['cache'][number & keyof O['cache']] }) &
  (O['revalidates'] extends true ? { /** @default the body’s hash */ tag?: string } : { tag?: undefined })

/** The replies that a handler may return. */
export type Reply<O extends Operation> = {
  [S in keyof O['answers']]: ReplyOf<S, O['answers'][S] & Answer, O>
}[keyof O['answers']]

export type Handlers<C> = {
  [K in keyof C]: C[K] extends Operation ? (input: Input<C[K]>) => Promise<Reply<C[K]>> : never
}

type AnyReply = {
  status: number
  body?: unknown
  headers?: Record<string, string>
  cookies?: string[]
  cache?: CachePolicy
  tag?: string
}

/** @param groupsClaim the claim of the token with the caller's groups, for operations of staff */
export function implement<C extends Readonly<Record<string, Operation>>>(
  { operations }: Contract<C>,
  handlers: Handlers<C>,
  groupsClaim = '',
): Record<keyof C & string, Endpoint> {
  const endpoints = Object.entries<Operation>(operations).map(([key, operation]) => {
    // The handler is that of this operation, so its input has the right type.
    const handler = handlers[key as keyof C] as unknown as (input: Input<Operation>) => Promise<AnyReply>
    const guard = guardOf(operation, groupsClaim)
    const endpoint: Endpoint = async (event) => {
      guard(event)
      const query = readQuery(event, operation) as undefined
      const body = operation.body && (validate(operation.body.schema, readBody(event, operation.body)) as undefined)
      return responseOf(event, operation, await handler({ event, query, body }))
    }
    return [key, endpoint]
  })
  return Object.fromEntries(endpoints)
}

/** Refuses callers without access, and changes without a version, before the query and the body are read. */
function guardOf({ access, headers = [] }: Operation, groupsClaim: string): (event: HttpEvent) => void {
  const staff = isForStaff(access) ? onlyGroups(GROUPS[access], groupsClaim) : undefined
  return (event) => {
    staff?.(event)
    if (headers.includes('If-Match')) requireVersion(event)
  }
}

function responseOf(event: HttpEvent, { cache, revalidates }: Operation, reply: AnyReply): Response {
  const policy = CACHE[reply.cache ?? (cache as CachePolicy)]
  const headers = { ...reply.headers, 'cache-control': policy }
  const response: Response = {
    ...(reply.body === undefined ? { statusCode: reply.status, headers } : json(reply.status, reply.body, headers)),
    ...(reply.cookies && { cookies: reply.cookies }),
  }
  return revalidates ? revalidatable(event, response, reply.tag) : response
}

function readBody(event: HttpEvent, { limit, mediaTypes = JSON_TYPES, mayBeEmpty }: RequestBody): unknown {
  if (mayBeEmpty && !event.body) return {}
  return jsonBody(event, limit, mediaTypes)
}

const NO_PARAMETERS = z.strictObject({})

function readQuery(event: HttpEvent, { query: schema = NO_PARAMETERS, repeatable }: Operation): unknown {
  const { query, repeated } = queryOf(event, repeatable)
  const faults: Fault[] = repeated.map((name) => ({ path: [name], code: 'repeated-parameter' }))
  try {
    const valid = validate(schema, { ...query })
    if (faults.length === 0) return valid
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    faults.push(...error.faults.filter(({ path: [name] }) => !repeated.includes(String(name))))
  }
  throw new InvalidRequest('query', faults.slice(0, MAX_FAULTS))
}
