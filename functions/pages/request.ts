/**
 * The language, address and parameters of a request for a page. Unknown parameters are ignored, because addresses often
 * carry tracking parameters.
 */

import { type HttpEvent, header } from '../http/input/request.ts'
import { originOf } from '../http/origin/origin.ts'
import { languageFor } from './languages/language.ts'
import type { Page, Site } from './page.ts'

/** @param address of the page itself, if it differs from the requested path */
export async function pageFor(
  event: HttpEvent,
  site: Site,
  siteUrl: string | undefined,
  address: string,
): Promise<Page> {
  return {
    site,
    language: await languageFor(parameter(event, 'lang'), header(event, 'accept-language')),
    origin: originOf(event, siteUrl),
    address,
  }
}

/** The first value of a query parameter. */
export const parameter = (event: HttpEvent, name: string): string | undefined =>
  new URLSearchParams(event.rawQueryString).get(name) ?? undefined
