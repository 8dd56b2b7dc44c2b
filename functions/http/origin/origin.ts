/**
 * The site's own address, for links that need a whole address: canonical addresses, feeds and shared links.
 */

import type { HttpEvent } from '../input/request.ts'
import { MalformedHost } from '../refusals.ts'

/**
 * A name, an IPv4 address or an IPv6 address, and perhaps a port (RFC 3986 section 3.2.2, without characters that DNS
 * does not use).
 */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/

/**
 * The host of the request, as `URL.host` writes it. API Gateway answers only for its own names, so a caller cannot
 * choose the host. Other gateways pass on the header that was sent.
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
 * @param configured the site's own address, if the deployment sets it. Behind a CDN, the request names another host.
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
