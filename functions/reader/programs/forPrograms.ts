/**
 * Answers for programs. Caches keep and revalidate them.
 */

import { CACHE } from '../../contract/caching.ts'
import type { HttpEvent } from '../../http/input/request.ts'
import { type Response, revalidatable } from '../../http/respond.ts'

export const TYPES = {
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  text: 'text/plain; charset=utf-8',
}

/** Nothing in it runs if somebody opens it in a browser. */
export const forPrograms = (
  event: HttpEvent,
  type: string,
  body: string,
  cacheControl: string = CACHE.article,
): Response =>
  revalidatable(event, {
    statusCode: 200,
    headers: {
      'content-type': type,
      'cache-control': cacheControl,
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
    body,
  })
