/**
 * Accepts forms only from pages of this site. Otherwise any page on the web could make its readers' browsers post here,
 * from their addresses and with their cookies.
 *
 * The headers are used in the order of the OWASP Cross-Site Request Forgery Prevention Cheat Sheet: Sec-Fetch-Site,
 * which every browser since 2023 sends; Origin; Referer. A browser that sends none of them is refused.
 */

import { type HttpEvent, header } from '../input/request.ts'
import { CrossSite } from '../refusals.ts'
import { hostOf } from './origin.ts'

/**
 * @param siteUrl the site's own address, if the deployment sets it
 * @throws CrossSite
 * @throws MalformedHost
 */
export function requireSameSite(event: HttpEvent, siteUrl: string | undefined): void {
  const fetchSite = header(event, 'sec-fetch-site')
  // `none` is an action of the reader, such as sending a form again after a restart of the browser.
  if (fetchSite !== undefined) {
    if (fetchSite === 'same-origin' || fetchSite === 'none') return
    throw new CrossSite()
  }
  if (!isOwn(event, siteUrl, header(event, 'origin') ?? header(event, 'referer') ?? '')) throw new CrossSite()
}

/** Whether an address has the host of the request or of the site's own address. */
export function isOwn(event: HttpEvent, siteUrl: string | undefined, address: string): boolean {
  const host = URL.parse(address)?.host
  const own = [hostOf(event), siteUrl && URL.parse(siteUrl)?.host]
  return Boolean(host) && own.includes(host)
}
