/**
 * The version and the description of the API.
 */
import { description as contract } from '../contract/site.ts'
import { implement } from '../http/implement.ts'

/** @param version of the deployed package */
export function siteEndpoints(version: string) {
  let description: Promise<object> | undefined
  return implement(contract, {
    'GET /v1/health': async () => ({ status: 200, body: { status: 'ok', version } }),
    'GET /v1/openapi.json': async () => {
      // Loaded on the first request, so that no cold start of other reads waits for it.
      description ??= import('../http/openapi.ts').then(({ describeApi }) => describeApi(version))
      return { status: 200, body: await description, headers: { link: '</docs>; rel="service-doc"' } }
    },
  })
}
