/**
 * Which route takes a request. API Gateway takes the most specific: a full match first, then one with path variables,
 * then one with a greedy variable, then `$default`; at the same path, a route of the method before `ANY`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */

export type Match<T> = {
  readonly route: T
  readonly pathParameters: Readonly<Record<string, string>>
}

type Parsed<T> = {
  readonly route: T
  readonly method: string
  readonly segments: readonly string[]
  /** One digit a segment, lower is more specific, so that plain text order is the order of precedence. */
  readonly rank: string
}

const isVariable = (segment: string): boolean => segment.startsWith('{')
const isGreedy = (segment: string): boolean => segment.endsWith('+}')
const split = (path: string): string[] => path.split('/').slice(1)

function parse<T>(key: string, route: T): Parsed<T> {
  const [method = 'ANY', path = '/'] = key.split(' ')
  const segments = split(path)
  const ranks = segments.map((segment) => (isGreedy(segment) ? 2 : isVariable(segment) ? 1 : 0))
  return { route, method, segments, rank: `${ranks.join('')}${method === 'ANY' ? 1 : 0}` }
}

/** The values of a route's variables; undefined when the path is another. */
function variables(segments: readonly string[], path: readonly string[]): [string, string][] | undefined {
  const found: [string, string][] = []
  for (const [index, segment] of segments.entries()) {
    const part = path[index]
    if (part === undefined) return undefined
    if (isGreedy(segment)) return [...found, [segment.slice(1, -2), path.slice(index).join('/')]]
    if (isVariable(segment)) {
      if (part === '') return undefined
      found.push([segment.slice(1, -1), part])
    } else if (part !== segment) return undefined
  }
  return segments.length === path.length ? found : undefined
}

/** The path is not valid percent-encoded UTF-8. */
export class BadPath extends Error {
  override readonly name = 'BadPath'
}

/**
 * The path as routes and functions get it. "API Gateway decodes URL-encoded request parameters before passing them to
 * your backend integration" (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 * It does so before it selects a route. An encoded slash therefore separates segments, and the path ends before an
 * encoded question mark. Source of the order: captures of the real service in
 * https://github.com/middleapi/standard-server/pull/93.
 * @throws BadPath
 */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text).split('?', 1)[0] ?? ''
  } catch {
    throw new BadPath(text)
  }
}

/**
 * @param routes with their keys (`GET /v1/articles/{slug}`)
 * @returns a function from method and raw path to the route, undefined where none takes it
 */
export function createRouter<T extends { readonly key: string }>(routes: readonly T[]) {
  const parsed = routes
    .filter(({ key }) => key !== '$default')
    .map((route) => parse(route.key, route))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
  const fallback = routes.find(({ key }) => key === '$default')

  return (method: string, rawPath: string): Match<T> | undefined => {
    const path = split(decodePath(rawPath))
    for (const { route, method: own, segments } of parsed) {
      if (own !== method && own !== 'ANY') continue
      const found = variables(segments, path)
      if (found === undefined) continue
      return { route, pathParameters: Object.fromEntries(found) }
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} }
  }
}
