/**
 * The client's address of requests that come through an edge, such as CloudFront. Limits and address hashes depend on
 * it, and anybody can send headers. So the edge's header is used only together with a shared secret. `X-Forwarded-For`
 * is never used.
 */
import { isIP } from 'node:net'
import type { HttpEvent } from '../input/request.ts'
import type { Response } from '../respond.ts'

/** A header that the edge puts into each request. */
const SECRET = 'understory-origin-secret'
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
const VIEWER = 'cloudfront-viewer-address'

/**
 * Sets `sourceIp` to the address of the edge's client. Without the secret, it stays the address of the connection. Both
 * headers are removed, so that no endpoint, log or answer can contain the secret.
 * @param isOriginSecret must not throw
 */
export function behindEdge(
  isOriginSecret: (given: string) => Promise<boolean>,
  handle: (event: HttpEvent) => Promise<Response>,
): (event: HttpEvent) => Promise<Response> {
  return async (event) => {
    const { [SECRET]: secret, [VIEWER]: viewer = '', ...headers } = event.headers
    const isFromEdge = secret !== undefined && (await isOriginSecret(secret))
    const { requestContext } = event
    const sourceIp = (isFromEdge ? viewerAddress(viewer) : undefined) ?? requestContext.http.sourceIp
    return handle({
      ...event,
      headers,
      requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } },
    })
  }
}

/**
 * The address in `198.51.100.10:46532`. CloudFront writes IPv6 addresses without brackets, `2001:db8::1:443`, so the
 * port follows the last colon. Brackets are accepted too.
 */
function viewerAddress(viewer: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|(.*)):\d{1,5}$/.exec(viewer) ?? []
  const address = bracketed ?? plain ?? ''
  // A zone (`fe80::1%eth0`) names an interface of the sender's machine.
  return isIP(address) !== 0 && !address.includes('%') ? address : undefined
}
