/**
 * That browsers come back over HTTPS only.
 */
import { isSecure } from './origin.ts'
import type { HttpEvent } from './request.ts'
import type { Response } from './respond.ts'

/**
 * Two years, for this host alone: what stands under its subdomains is the publisher's. A publisher who wants more says so at
 * the CDN. https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html
 */
const STRICT_TRANSPORT = 'max-age=63072000'

/** Over HTTP the header must not be sent (RFC 6797 section 7.2), which is on this machine only. */
export function strictTransport(event: HttpEvent, response: Response): Response {
  if (!isSecure(event)) return response
  return { ...response, headers: { ...response.headers, 'strict-transport-security': STRICT_TRANSPORT } }
}
