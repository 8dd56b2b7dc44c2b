/**
 * Where readers find the site: in links that leave it (canonical addresses, feeds, what is shared) the whole address counts.
 */

import type { HttpEvent } from '../input/request.ts'
import { MalformedHost } from '../refusals.ts'

/** A name, an IPv4 address or an IPv6 address, and perhaps a port (RFC 3986 section 3.2.2, without what DNS has no use for). */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/

/**
 * The host that the request is for, as `URL.host` writes it. API Gateway answers only for its own names, so there this is no
 * header that a caller can choose; other gateways hand on what was sent.
 * @throws MalformedHost (400, as RFC 9112 section 3.2 asks)
 */
export function hostOf(event: HttpEvent): string {
  const host = readHost(event)
  if (host === undefined) throw new MalformedHost()
  return host
}

function readHost(event: HttpEvent): string | undefined {
  const name = event.requestContext.domainName
  return HOST.test(name) ? URL.parse(`https://${name}`)?.host : undefined
}

/**
 * Scheme and host, such as `https://example.com`.
 * @param configured the site's own address where the deployment knows it: behind a CDN the request names another host
 * @throws MalformedHost
 */
export function originOf(event: HttpEvent, configured: string | undefined): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '')
  const host = hostOf(event)
  return `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}`
}

/** Whether the request came over HTTPS. API Gateway accepts only HTTPS, the local gateway only HTTP. */
export function isSecure(event: HttpEvent): boolean {
  const host = readHost(event)
  return host !== undefined && !LOOPBACK.test(host)
}
