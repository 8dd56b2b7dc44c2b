/**
 * The routes of the template. Tests iterate over them, so they also cover new routes.
 */
import type { Operation } from '../../../functions/contract/operation.ts'
import { OPERATIONS, type Route, routes } from '../../../functions/contract/routes.ts'

/** The contract of a route. Pages and forms have none. */
export function operationOf(route: Route): Operation | undefined {
  return OPERATIONS[nameOf(route)]
}

const isJson = ({ path }: Route): boolean => path.startsWith('/v1/')

export const all = routes.filter(isJson)
export const forStaff = routes.filter(({ signedIn }) => signedIn)
/** Public reads, including pages: GET routes of the reader whose answers do not depend on the voter. */
export const publicReads = routes.filter(
  (route) =>
    route.to === 'reader' && route.method === 'GET' && !operationOf(route)?.headers?.includes('Understory-Voter'),
)
export const publicJson = publicReads.filter(isJson)

/** Routes that change data, except forms. */
export const writes = all.filter(({ method }) => method !== 'GET' && method !== 'HEAD')

export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/** Replaces the variables in a route's path. */
export function filled({ path }: Route, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`The test has no value for {${name}} in ${path}.`)
    return encodeURIComponent(value)
  })
}
