/**
 * From an HTTP request to the event that a function behind an HTTP API gets, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * Two rules that the page leaves open were taken from captures of the real service, published by others: the path is
 * percent-decoded while the query string is not (routes.ts), and a body is text for text/*, application/json,
 * application/xml and application/javascript only; any other content type, and none at all, gives base64
 * (https://github.com/ministackorg/ministack/pull/766).
 */
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { LOCAL_ACCOUNT } from '../account.ts'
import { decodePath } from './routes.ts'

export type Request = {
  readonly method: string
  readonly rawPath: string
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly sourceIp: string
  readonly protocol: string
}

const TEXT = /^(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i

/**
 * Whether a Host header names a host, with a port or none (RFC 3986 section 3.2.2). HTTP/1.0 knows requests without
 * one.
 */
export const isHost = (text = 'localhost'): boolean =>
  /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(text) && URL.canParse(`http://${text}`)

/** Headers with repeated ones joined by commas; cookies are in a list of their own. */
const headersOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === 'cookie' ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  )

function queryOf(rawQuery: string): Record<string, string> | undefined {
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const earlier = values.get(name)
    values.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return values.size === 0 ? undefined : Object.fromEntries(values)
}

function bodyOf(body: Buffer, contentType: string | undefined) {
  if (body.length === 0) return { isBase64Encoded: false }
  // JSON would replace bytes that are not UTF-8. As base64 they reach the function, which can refuse them.
  return contentType !== undefined && TEXT.test(contentType) && isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true }
}

/** `23/Nov/2026:20:41:07 +0000`, the Common Log Format that API Gateway writes. */
function logTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

/** A token's claims as the JWT authorizer hands them on: all of them text, lists as `[a b]`. */
export const flattenClaims = (claims: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.join(' ')}]`
        : typeof value === 'object' && value !== null
          ? JSON.stringify(value)
          : String(value),
    ]),
  )

/**
 * @param routeKey of the route that matched
 * @param pathParameters decoded
 * @param claims of a verified token, where the route asks for one
 * @throws BadPath when the path cannot be decoded
 */
export function eventOf(
  request: Request,
  routeKey: string,
  pathParameters: Readonly<Record<string, string>>,
  claims: Readonly<Record<string, unknown>> | undefined,
  now = new Date(),
) {
  const { method, rawQuery, headers, sourceIp } = request
  const path = decodePath(request.rawPath)
  const host = headers.host ?? 'localhost'
  const query = queryOf(rawQuery)
  const cookies = headers.cookie?.split(/;\s*/).filter((cookie) => cookie !== '')
  const forwarded = headers['x-forwarded-for']
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookies && { cookies }),
    headers: {
      ...headersOf(headers),
      host,
      // The service appends the address that it sees; what a client claims stays in front of it.
      'x-forwarded-for': forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`,
      'x-forwarded-port': /:(\d+)$/.exec(host)?.[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: { method, path, protocol: request.protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
      ...(claims && { authorizer: { jwt: { claims: flattenClaims(claims), scopes: null } } }),
    },
    ...bodyOf(request.body, headers['content-type']),
  }
}
