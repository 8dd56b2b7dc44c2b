/**
 * Endpoints whose code is loaded when the first request for one of them comes: a cold start should not wait for what it
 * was not asked.
 */
import type { Endpoint } from './api.ts'

/**
 * @param routes what API Gateway's route keys are, such as `GET /feed.xml`
 * @param load gives their endpoints; called once, and anew only after it failed
 */
export function whenAsked(
  routes: readonly string[],
  load: () => Promise<Record<string, Endpoint>>,
): Record<string, Endpoint> {
  let loaded: Promise<Record<string, Endpoint>> | undefined
  const once = () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
  return Object.fromEntries(
    routes.map((route): [string, Endpoint] => [
      route,
      async (event) => {
        const endpoint = (await once())[route]
        if (!endpoint) throw new Error(`Nothing answers “${route}”.`)
        return endpoint(event)
      },
    ]),
  )
}
