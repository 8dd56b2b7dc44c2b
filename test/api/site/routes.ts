/**
 * The routes of the template, so that a new one can't be forgotten by what is promised of all of them.
 */
import { type Route, routes } from '../../../functions/contract/routes.ts'

const isJson = ({ path }: Route): boolean => path.startsWith('/v1/')

export const all = routes.filter(isJson)
export const forStaff = routes.filter(({ signedIn }) => signedIn)
/** What everybody reads alike, pages included; the Markdown of a comment, forms to change it and own votes are for one. */
export const publicReads = routes.filter(
  ({ signedIn, method, path }) => !signedIn && method === 'GET' && !/\/(source|own|votes)$/.test(path),
)
export const publicJson = publicReads.filter(isJson)

/** What changes something, forms aside. */
export const writes = all.filter(({ method }) => method !== 'GET' && method !== 'HEAD')

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`

/** A route's path with its variables filled in. */
export function filled({ path }: Route, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Say what {${name}} of ${path} is in this test.`)
    return encodeURIComponent(value)
  })
}
