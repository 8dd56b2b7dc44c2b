/**
 * Where readers find the site: in links that leave it (canonical addresses, feeds, what is shared) the whole address counts.
 */
import type { HttpEvent } from './request.ts'

/**
 * Scheme and host, such as `https://example.com`.
 * @param configured the site's own address where the deployment knows it: behind a CDN the request names another host
 */
export function originOf(event: HttpEvent, configured: string | undefined): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '')
  // API Gateway answers only for its own names, so this is no header that a caller can choose.
  const host = event.requestContext.domainName
  return `${/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host) ? 'http' : 'https'}://${host}`
}
