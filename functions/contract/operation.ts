/**
 * The contract of one operation of the API: its function, access, input, answers, cache policy and refusals. The
 * gateway's routes, the validation, the types of the handlers and the OpenAPI document are made from it.
 */
import type { ZodMiniType } from 'zod/mini'
import type { RefusalKind } from '../domain/errors.ts'
import type { Access } from './access.ts'
import type { CachePolicy } from './caching.ts'
import type { REQUEST_HEADERS, RESPONSE_HEADERS } from './headers.ts'
import type { AnswerName } from './schemas/answers.ts'
import type { Traffic } from './traffic.ts'

/** The functions that answer requests. */
export type FunctionName = 'reader' | 'commenter' | 'editor' | 'moderator'

export type RequestBody = {
  /** The name of its schema in the OpenAPI document. */
  readonly name: string
  readonly schema: ZodMiniType
  /**
   * The schema in the OpenAPI document, if it has rules whose faults do not refuse the whole request. @default `schema`
   */
  readonly described?: ZodMiniType
  /** Bytes. */
  readonly limit: number
  /** @default `application/json` alone */
  readonly mediaTypes?: readonly string[]
  /** A missing body counts as an empty object. */
  readonly mayBeEmpty?: true
}

export type Answer = {
  /** The name of the body's schema. Without it, the answer has no body. */
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
  /** The class of its requests. @default that of its contract (routes.ts) */
  readonly traffic?: Traffic
  readonly query?: ZodMiniType
  /** Parameters that may occur more than once. */
  readonly repeatable?: readonly string[]
  readonly headers?: readonly (keyof typeof REQUEST_HEADERS)[]
  readonly body?: RequestBody
  /** Its own answers, by status. */
  readonly answers: Readonly<Record<number, Answer>>
  /** The answer has an ETag. A matching If-None-Match is answered with 304. */
  readonly revalidates?: true
  /** An article's former slug is answered with 301. */
  readonly follows?: true
  /** The cache policy. A list if the policy depends on the answer. */
  readonly cache: CachePolicy | readonly CachePolicy[]
  /** Its own refusals. refusals.ts adds those of all operations of its kind. */
  readonly refusals?: readonly RefusalKind[]
}

/** A page, a form or a feed. Its answers are HTML, XML or text. */
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
