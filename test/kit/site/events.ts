/**
 * Events of API Gateway (payload format 2.0), for tests without HTTP.
 */
import type { HttpEvent } from '../../../functions/http/input/request.ts'
import { flattenClaims } from '../../../player/gateway/event.ts'

type Parts = {
  path?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  body?: unknown
  address?: string
  /** Groups of a member of staff, whose token the gateway has verified. */
  groups?: readonly string[]
  /** The claims of such a token. The default has a subject and the groups. */
  claims?: object | undefined
  cookies?: string[]
  domainName?: string
}

/** @param routeKey such as `GET /v1/articles/{slug}` */
export function eventFor(
  routeKey: string,
  {
    path = {},
    query = '',
    headers = {},
    body,
    address = '203.0.113.1',
    groups,
    claims = groups && { sub: 'tester', 'cognito:groups': groups },
    cookies,
    domainName = 'localhost',
  }: Parts = {},
): HttpEvent {
  const [method = '', template = ''] = routeKey.split(' ')
  const rawPath = template.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '')
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: query,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(claims && { authorization: `Bearer ${tokenWith(claims)}` }),
      ...headers,
    },
    pathParameters: path,
    ...(cookies && { cookies }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName,
      domainPrefix: 'test',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: address, userAgent: 'test' },
      requestId: 'test-request',
      routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
      ...(claims && {
        authorizer: {
          jwt: { claims: flattenClaims({ ...claims }), scopes: [] },
          principalId: '',
          integrationLatency: 0,
        },
      }),
    },
    body: typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  } as HttpEvent
}

/** A token without a valid signature. Functions do not check it, because the gateway does. */
const tokenWith = (claims: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
