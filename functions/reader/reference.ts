/**
 * The reference of the API: Redoc over the OpenAPI document, in English.
 */
import { CACHE } from '../contract/caching.ts'
import type { reference as contract } from '../contract/pages.ts'
import type { EndpointsOf } from '../http/api.ts'
import { revalidatable } from '../http/respond.ts'
import { SAFETY } from '../pages/answer.ts'
import { referencePage } from '../pages/referencePage.ts'
import type { PageReader } from './pages/pages.ts'

/**
 * The hashes are of Redoc's two style elements: an empty one, which it fills by the CSSOM, and one for its scroll bars.
 * Redoc searches in a worker that it makes from a blob. Nothing is loaded from another site.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const referenceEndpoints = ({ siteName, assets }: PageReader): EndpointsOf<typeof contract> => ({
  'GET /docs': async (event) =>
    revalidatable(event, {
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': CACHE.article,
        'content-language': 'en',
        ...SAFETY,
        'content-security-policy': POLICY,
      },
      body: referencePage(siteName, assets.addresses).toString(),
    }),
})
