/**
 * The routes of the template, so that a new one can't be forgotten by what is promised of all of them.
 */
import type { Operation } from '../../../functions/contract/operation.ts'
import { OPERATIONS, type Route, routes } from '../../../functions/contract/routes.ts'

/** Its contract; pages and forms have none. */
export function operationOf(route: Route): Operation | undefined {
  return OPERATIONS[nameOf(route)]
}

const isJson = ({ path }: Route): boolean => path.startsWith('/v1/')

export const all = routes.filter(isJson)
export const forStaff = routes.filter(({ signedIn }) => signedIn)
/** What everybody reads alike, pages included: the reader answers it, and who votes makes no difference. */
export const publicReads = routes.filter(
  (route) =>
    route.to === 'reader' && route.method === 'GET' && !operationOf(route)?.headers?.includes('Understory-Voter'),
)
export const publicJson = publicReads.filter(isJson)

/** What changes something, forms aside. */
export const writes = all.filter(({ method }) => method !== 'GET' && method !== 'HEAD')

export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/** A route's path with its variables filled in. */
export function filled({ path }: Route, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Say what {${name}} of ${path} is in this test.`)
    return encodeURIComponent(value)
  })
}
