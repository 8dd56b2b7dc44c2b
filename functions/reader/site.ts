/**
 * What the API says about itself.
 */
import { type Endpoint, endpoint } from '../http/api.ts'
import { CACHE, cacheable, json } from '../http/respond.ts'

/** @param version of the deployed package */
export function siteEndpoints(version: string): Record<string, Endpoint> {
  let description: Promise<object> | undefined
  return {
    'GET /v1/health': endpoint({ run: async () => json(200, { status: 'ok', version }) }),
    'GET /v1/openapi.json': endpoint({
      run: async ({ event }) => {
        // Loaded only now: nobody who reads an article should wait for it.
        description ??= import('../http/openapi.ts').then(({ describeApi }) => describeApi(version))
        return cacheable(event, await description, CACHE.article)
      },
    }),
  }
}
