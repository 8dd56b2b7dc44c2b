/**
 * Requests as API Gateway hands them to a function (payload format 2.0), for tests below HTTP.
 */
import type { HttpEvent } from '../../functions/http/request.ts'

type Parts = {
  path?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  body?: unknown
  address?: string
  groups?: string
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
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
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
      ...(groups !== undefined && {
        authorizer: {
          jwt: { claims: { sub: 'tester', 'cognito:groups': groups }, scopes: [] },
          principalId: '',
          integrationLatency: 0,
        },
      }),
    },
    body: typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  } as HttpEvent
}
