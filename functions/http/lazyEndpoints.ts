/**
 * Endpoints whose code is loaded with the first request for one of them, so that a cold start does not wait for it.
 */
import type { Endpoint } from './api.ts'

/**
 * @param operations of a contract, by their route keys
 * @param load loads the endpoints; called once, and again only after a failure
 */
export function lazyEndpoints<O extends Readonly<Record<string, unknown>>>(
  operations: O,
  load: () => Promise<Record<keyof O, Endpoint>>,
): Record<keyof O & string, Endpoint> {
  let loaded: Promise<Record<keyof O, Endpoint>> | undefined
  const once = () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
  const endpoints = Object.keys(operations).map((key: keyof O & string): [string, Endpoint] => [
    key,
    async (event) => (await once())[key](event),
  ])
  return Object.fromEntries(endpoints) as Record<keyof O & string, Endpoint>
}
