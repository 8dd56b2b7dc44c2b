/**
 * The contract of one operation of the API: its function, access, input, answers, cache policy and refusals. The gateway's
 * routes, the validation, the types of the handlers and the OpenAPI document are made from it.
 */
import type { ZodMiniType } from 'zod/mini'
import type { RefusalKind } from '../domain/errors.ts'
import type { Access } from './access.ts'
import type { CachePolicy } from './caching.ts'
import type { REQUEST_HEADERS, RESPONSE_HEADERS } from './headers.ts'
import type { AnswerName } from './schemas/answers.ts'

/** The functions that answer requests. */
export type FunctionName = 'reader' | 'commenter' | 'editor' | 'moderator'

export type RequestBody = {
  /** What its schema is called in the document. */
  readonly name: string
  readonly schema: ZodMiniType
  /** Its description, where that says more than the request as a whole is refused for. @default the schema */
  readonly described?: ZodMiniType
  /** Bytes. */
  readonly limit: number
  /** @default `application/json` alone */
  readonly mediaTypes?: readonly string[]
  /** No body at all stands for an empty object. */
  readonly mayBeEmpty?: true
}

export type Answer = {
  /** Of what its body is; without a name it has none. */
  readonly body?: AnswerName
  readonly description: string
  readonly headers?: readonly (keyof typeof RESPONSE_HEADERS)[]
}

/** An operation that programs call. */
export type Operation = {
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly access: Access
  readonly query?: ZodMiniType
  /** The parameters that may stand more than once. */
  readonly repeatable?: readonly string[]
  readonly headers?: readonly (keyof typeof REQUEST_HEADERS)[]
  readonly body?: RequestBody
  /** What it answers by itself, by status. */
  readonly answers: Readonly<Record<number, Answer>>
  /** It has an ETag, and answers If-None-Match with 304. */
  readonly revalidates?: true
  /** An article's former slug is answered with 301. */
  readonly follows?: true
  /** What caches may do with it; more than one where it depends on what is answered. */
  readonly cache: CachePolicy | readonly CachePolicy[]
  /** What can be refused, apart from what every operation of its kind refuses (refusals.ts). */
  readonly refusals?: readonly RefusalKind[]
}

/** A page, a form or a feed: what people and other programs ask a site for. Its answers are HTML, XML or text. */
export type Page = { readonly summary: string }

export type Contract<O> = { readonly to: FunctionName; readonly operations: O }

/** Operations of one function, by API Gateway's route key. */
export const contract = <const O extends Readonly<Record<string, Operation>>>(
  to: FunctionName,
  operations: O,
): Contract<O> => ({ to, operations })

/** Pages of one function, by API Gateway's route key. */
export const pages = <const P extends Readonly<Record<string, Page>>>(
  to: FunctionName,
  operations: P,
): Contract<P> => ({
  to,
  operations,
})
