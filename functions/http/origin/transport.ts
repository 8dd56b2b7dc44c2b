/**
 * HTTP Strict Transport Security: browsers use HTTPS only (RFC 6797).
 */

import type { HttpEvent } from '../input/request.ts'
import type { Response } from '../respond.ts'
import { isSecure } from './origin.ts'

/**
 * Two years, without `includeSubDomains`, because other services may run on subdomains. A publisher can set more at the
 * CDN.
 * https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html
 */
const STRICT_TRANSPORT = 'max-age=63072000'

/** The header must not be sent over HTTP (RFC 6797 section 7.2), which only the local gateway uses. */
export function strictTransport(event: HttpEvent, response: Response): Response {
  if (!isSecure(event)) return response
  return { ...response, headers: { ...response.headers, 'strict-transport-security': STRICT_TRANSPORT } }
}
