/**
 * What a request tells a page: its language, its own address, and what is asked for. Parameters that a page doesn't know
 * are ignored: people arrive with all kinds of tracking in an address.
 */
import { originOf } from '../http/origin.ts'
import { type HttpEvent, header } from '../http/request.ts'
import { languageFor } from './languages/language.ts'
import type { Page, Site } from './page.ts'

/** @param address of the page itself, where it is not simply the path that was asked for */
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
