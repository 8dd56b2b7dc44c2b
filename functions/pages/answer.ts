/**
 * A page as an HTTP answer, with its security headers.
 */

import { CACHE } from '../contract/caching.ts'
import type { HttpEvent } from '../http/input/request.ts'
import { type Response, revalidatable } from '../http/respond.ts'
import type { Html } from './html.ts'
import type { Language } from './languages/language.ts'

/** Nothing inline, and nothing from other origins except pictures in articles. https://www.w3.org/TR/CSP3/ */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' https: http:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * No page uses these features, so all are denied (https://www.w3.org/TR/permissions-policy/). Browsers warn about
 * unknown features, so these are ones that Chromium knows.
 */
const FEATURES = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer'],
  ...['microphone', 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
]

export const SAFETY = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: browsers would send `Origin: null` with forms, which are accepted from this site only.
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': FEATURES.map((feature) => `${feature}=()`).join(', '),
}

/**
 * The server's time for the page's script, because the clock of a device may be wrong. In the page, it would change the
 * ETag. This is the only header of its own page that a script can read (https://www.w3.org/TR/server-timing/).
 * @param now milliseconds since 1970
 */
export const timeHeader = (now: number): { 'server-timing': string } => ({ 'server-timing': `now;dur=${now}` })

/** A page that is the same for everybody. Caches keep it and revalidate it by its ETag. */
export function publicPage(
  event: HttpEvent,
  language: Language,
  content: Html,
  cacheControl: string,
  more: Record<string, string> = {},
): Response {
  const answer = page(200, language, content, cacheControl)
  return revalidatable(event, { ...answer, headers: { ...answer.headers, ...more } })
}

/** A page that no cache keeps: a reader's own page, or an error. */
export function privatePage(status: number, language: Language, content: Html, retryAfter?: number): Response {
  const answer = page(status, language, content, CACHE.never)
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } }
}

export function page(status: number, language: Language, content: Html, cacheControl: string): Response {
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': cacheControl,
      'content-language': language.locale,
      // An address with `lang` has one answer. Any other has one for each `Accept-Language`.
      ...(!language.asked && { vary: 'Accept-Language' }),
      ...SAFETY,
    },
    body: content.toString(),
  }
}

/** After a form: RFC 9110 section 15.4.4. */
export const seeOther = (location: string, cookies: string[] = []): Response => ({
  statusCode: 303,
  headers: { location, 'cache-control': CACHE.never },
  ...(cookies.length > 0 && { cookies }),
  body: '',
})
