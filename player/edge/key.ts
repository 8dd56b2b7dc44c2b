/**
 * Which requests the edge may answer itself, and under which key: host, path and known query parameters, nothing else.
 * An unknown parameter neither makes a second copy nor reaches the origin, so that nobody gets past
 * the cache by adding one.
 */
import type { IncomingHttpHeaders } from 'node:http'

export type Target = {
  readonly key: string
  /** Path and known query: what the origin is asked for. */
  readonly path: string
}

/**
 * @param target as in the request line
 * @param known names of the query parameters that public routes have
 */
export function targetOf(host: string, target: string, known: ReadonlySet<string>): Target {
  const mark = target.indexOf('?')
  if (mark < 0) return { key: host + target, path: target }
  const query = new URLSearchParams(target.slice(mark + 1))
  for (const name of new Set(query.keys())) if (!known.has(name)) query.delete(name)
  // Sorting is stable: what a repeated parameter says keeps its order.
  query.sort()
  const path = query.size === 0 ? target.slice(0, mark) : `${target.slice(0, mark)}?${query}`
  return { key: host + path, path }
}

/** Headers that identify a client everywhere. */
const PERSONAL = ['authorization', 'cookie']

/**
 * Whether an answer may come from the cache. A request that identifies its client passes through with all its headers,
 * because its answer is for that client alone. The client's Cache-Control is ignored, as in CloudFront: request
 * directives are advisory (RFC 9111 section 5.2.1), and otherwise every reload would reach the origin.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
 */
export const mayBeCached = (
  method: string | undefined,
  headers: IncomingHttpHeaders,
  personal: readonly string[],
): boolean =>
  (method === 'GET' || method === 'HEAD') && [...PERSONAL, ...personal].every((name) => headers[name] === undefined)

/**
 * The headers that a cached answer can depend on. The origin does not get any others, so it cannot vary by them. The
 * edge itself handles conditions, ranges and compression.
 */
const FORWARDED = ['accept', 'accept-language'] as const

export function forwardedHeaders(host: string, headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { host }
  for (const name of FORWARDED) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = value
  }
  return kept
}
