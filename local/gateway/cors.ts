/**
 * Cross-origin requests: the gateway answers preflights by itself and puts its own headers on every other answer; those
 * that a function sets are ignored. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Cors } from '../system.ts'

const allows = (list: readonly string[], value: string): boolean =>
  list.includes('*') || list.some((allowed) => allowed.toLowerCase() === value.toLowerCase())

const originHeaders = (cors: Cors, origin: string | undefined): Record<string, string> => {
  if (origin === undefined || !allows(cors.allowOrigins, origin)) return {}
  const any = cors.allowOrigins.includes('*')
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(!any && { vary: 'Origin' }),
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
  }
}

/** Headers of the 204 that answers a preflight; none for an origin that may not. */
export const preflightHeaders = (cors: Cors, headers: IncomingHttpHeaders): Record<string, string> => {
  const origin = originHeaders(cors, headers.origin)
  if (Object.keys(origin).length === 0 || headers['access-control-request-method'] === undefined) return {}
  return {
    ...origin,
    ...(cors.allowMethods.length > 0 && { 'access-control-allow-methods': cors.allowMethods.join(',') }),
    ...(cors.allowHeaders.length > 0 && {
      'access-control-allow-headers': cors.allowHeaders.map((name) => name.toLowerCase()).join(','),
    }),
    ...(cors.maxAge !== undefined && { 'access-control-max-age': String(cors.maxAge) }),
  }
}

/** Headers for the answer to a request from a page. */
export const responseHeaders = (cors: Cors, headers: IncomingHttpHeaders): Record<string, string> => {
  const origin = originHeaders(cors, headers.origin)
  if (Object.keys(origin).length === 0) return {}
  return {
    ...origin,
    ...(cors.exposeHeaders.length > 0 && {
      'access-control-expose-headers': cors.exposeHeaders.map((name) => name.toLowerCase()).join(','),
    }),
  }
}
