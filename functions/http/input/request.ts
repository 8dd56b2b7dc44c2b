/**
 * Reads the parts of a Lambda payload 2.0 event, without trusting them.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { TooLarge } from '../../domain/errors.ts'
import { MalformedBody, UnsupportedMediaType } from '../refusals.ts'
import { parseJson } from './json.ts'

/** AWS's type, with what an HTTP API adds after its JWT authorizer has accepted the request. */
export type HttpEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims: Record<string, unknown> } } }
}

/** A header's value; names are lower-case in payload 2.0. */
export function header(event: HttpEvent, name: string): string | undefined {
  return event.headers[name]
}

export function pathParameter(event: HttpEvent, name: string): string {
  return event.pathParameters?.[name] ?? ''
}

/**
 * The query as name and value pairs, and the names that occur more than once without being repeatable. It is read from
 * the raw string, because payload 2.0 joins repeated parameters with commas.
 * @param repeatable the names that may occur more than once; their values are lists
 */
export function queryOf(
  event: HttpEvent,
  repeatable: readonly string[] = [],
): { query: Record<string, unknown>; repeated: string[] } {
  const query: Record<string, unknown> = Object.create(null)
  const repeated = new Set<string>()
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (repeatable.includes(name)) query[name] = [...(Array.isArray(query[name]) ? query[name] : []), value]
    else if (name in query) repeated.add(name)
    else query[name] = value
  }
  return { query, repeated: [...repeated] }
}

/**
 * The JSON body.
 * @param limit bytes
 * @param mediaTypes accepted values of Content-Type
 * @throws TooLarge, UnsupportedMediaType, MalformedBody
 */
export function jsonBody(event: HttpEvent, limit: number, mediaTypes: readonly string[]): unknown {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > limit) throw new TooLarge('body', bytes.length, limit)
  const mediaType = (header(event, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!mediaTypes.includes(mediaType)) throw new UnsupportedMediaType(mediaTypes)
  // A gateway may replace bytes that are not UTF-8 by U+FFFD. A body with an unescaped U+FFFD may be damaged, so it is
  // refused.
  if (!event.isBase64Encoded && event.body?.includes('\uFFFD')) throw new MalformedBody(NOT_UTF8)
  return parseJson(decode(bytes))
}

const NOT_UTF8 = 'The body is not valid UTF-8.'

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new MalformedBody(NOT_UTF8)
  }
}

/** The token of an `Authorization: Bearer …` header (RFC 6750 section 2.1), or undefined. */
export function bearerToken(event: HttpEvent): string | undefined {
  return /^Bearer ([\w.~+/-]{1,512}=*)$/i.exec(header(event, 'authorization') ?? '')?.[1]
}

/**
 * The client's address: that of the connection to API Gateway or, behind an edge, the one that the edge sends
 * (edge.ts). `X-Forwarded-For` is never used, because anybody can send it.
 */
export function sourceAddress(event: HttpEvent): string {
  return event.requestContext.http.sourceIp
}
