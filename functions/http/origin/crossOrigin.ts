/**
 * Access of pages from other origins. Any page may read. A page may write if it is one of this site or its origin is in
 * the settings. Otherwise any page on the web could write from its readers' addresses. Programs send no origin and may
 * write.
 *
 * The functions answer preflights and send the CORS headers themselves, because the allowed origins change while the
 * site runs. CORS settings of the gateway are fixed at deployment, and it would ignore the functions' headers:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 * No answer allows credentials, so an external page never acts with its reader's cookies.
 */
import { isAllowed } from '../../domain/articles/externalPage.ts'
import type { Settings } from '../../domain/site/settings.ts'
import { type HttpEvent, header } from '../input/request.ts'
import { SenderNotAllowed } from '../refusals.ts'
import { noContent, type Response } from '../respond.ts'
import { isOwn } from './sameSite.ts'

/** The origins whose pages may write. */
export type Origins = {
  /** The site's own address, if the deployment sets it. */
  siteUrl: string | undefined
  /** Only read for origins that are not this site's. */
  settings: () => Promise<Pick<Settings, 'allowedOrigins'>>
}

export const THIS_SITE_ALONE: Origins = { siteUrl: undefined, settings: async () => ({ allowedOrigins: [] }) }

type Headers = Record<string, string>

/** Caches set `Age`. With `Date`, it gives the current time. */
const exposed = { 'access-control-expose-headers': 'Age, Date, ETag, Location, Retry-After, Understory-Live-From' }
const toAnybody: Headers = { 'access-control-allow-origin': '*' }
const toSender = (event: HttpEvent): Headers => {
  const origin = header(event, 'origin')
  return origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' }
}

/**
 * The CORS headers with which the page that sent the request may read the answer.
 * @throws SenderNotAllowed if the request writes and its page may not
 */
export async function admit(event: HttpEvent, origins: Origins): Promise<Headers> {
  const [method = '', path = ''] = event.routeKey.split(' ')
  if (isReading(method)) return { ...toAnybody, ...exposed }
  // Forms are sent without CORS, and only from this site (sameSite.ts); preflights have headers of their own.
  if (method === 'OPTIONS' || !isWritable(path)) return {}
  await requireAllowedSender(event, origins)
  return { ...toSender(event), ...exposed }
}

/**
 * Answers preflights (Fetch standard, “CORS-preflight request”) in the same way as the requests that they announce. A
 * refusal has no CORS headers, so the browser does not send the request. Its text is for developers.
 */
export function preflight(origins: Origins): (event: HttpEvent) => Promise<Response> {
  return async (event) => {
    if (isReading(header(event, 'access-control-request-method') ?? 'GET')) return allowing('GET, HEAD', toAnybody)
    if (!isWritable(event.rawPath)) throw new SenderNotAllowed(header(event, 'origin'))
    await requireAllowedSender(event, origins)
    return allowing('GET, HEAD, POST, PUT, PATCH, DELETE', toSender(event))
  }
}

const allowing = (methods: string, to: Headers): Response => ({
  ...noContent(),
  headers: {
    ...noContent().headers,
    ...to,
    'access-control-allow-methods': methods,
    'access-control-allow-headers':
      'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Understory-Voter',
    // A day. The requests themselves are checked as well, so an origin that is removed from the settings can no longer
    // write.
    'access-control-max-age': '86400',
  },
})

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD'
const isWritable = (path: string): boolean => path.startsWith('/v1/')

async function requireAllowedSender(event: HttpEvent, origins: Origins): Promise<void> {
  if (!(await mayWrite(event, origins))) throw new SenderNotAllowed(header(event, 'origin'))
}

/**
 * Browsers send the origin with every write (Fetch standard, “append a request `Origin` header”), and scripts cannot
 * change it. For a page on another host of the same domain (`same-site`), the origin is checked too.
 */
async function mayWrite(event: HttpEvent, { siteUrl, settings }: Origins): Promise<boolean> {
  const origin = header(event, 'origin')
  const fetchSite = header(event, 'sec-fetch-site')
  if (origin === undefined) return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
  // An opaque origin: a frame in a sandbox, a file, a redirection across origins.
  if (origin === 'null') return false
  // Behind a CDN, only browsers know the site's host name, unless the deployment sets it.
  if (fetchSite === 'same-origin' || isOwn(event, siteUrl, origin)) return true
  return isAllowed(origin, await settings())
}
