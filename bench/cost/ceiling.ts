/**
 * What a flood can cost at most under the limits of the template, by part. Every route is requested at its throttle's
 * rate, and every table uses its maximum.
 */
import type { Limits } from '../../infra/preflight/limits.ts'

const HOUR = 3600
const GIGABYTE = 1e9

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const ACCOUNT_RATE = 10_000

/** US dollars. */
export type Rates = {
  /** A request at the gateway and an invocation. */
  readonly request: number
  /** The compute of one request, by the function that answers. */
  readonly compute: Readonly<Record<'reader' | 'commenter' | 'editor' | 'moderator', number>>
  /** Applying one change of the Comments stream: compute and its share of an invocation. */
  readonly change: number
  readonly readUnit: number
  readonly writeUnit: number
  readonly loggedGigabyte: number
  readonly sentGigabyte: number
  /** Bytes of a page of comments. */
  readonly page: number
}

export type CeilingPart = { readonly name: string; readonly hour: number; readonly how: string }

/** @param functionOf the function of a route, by route key */
export function ceilingOf(
  { routes, tables, logEntry }: Limits,
  functionOf: ReadonlyMap<string, keyof Rates['compute']>,
  rates: Rates,
): CeilingPart[] {
  const asked = Object.entries(routes).map(([key, { rate }]) => ({ key, rate, to: functionOf.get(key) ?? 'reader' }))
  const all = sum(asked.map(({ rate }) => rate))
  // An account has a rate too. It holds back all routes alike.
  const share = Math.min(1, ACCOUNT_RATE / all)
  const requests = all * share
  const compute = sum(asked.map(({ rate, to }) => rate * rates.compute[to])) * share
  const pages = sum(asked.map(({ key, rate, to }) => (to === 'reader' && key.startsWith('GET ') ? rate : 0))) * share
  const units = (of: 'read' | 'write') => sum(tables.flatMap((table) => table[of]))
  const [read, write] = [units('read'), units('write')]
  // A change of the stream took at least one unit.
  const changes = sum(tables.filter(({ id }) => id.startsWith('Comments')).map(({ write: [own = 0] }) => own))
  const perSecond = (name: string, price: number, how: string): CeilingPart => ({ name, hour: price * HOUR, how })
  return [
    perSecond('requests', requests * rates.request, `${count(requests)} a second at ${asked.length} routes`),
    perSecond(
      'Lambda',
      compute + changes * rates.change,
      `the same requests, and ${count(changes)} changes a second for the projector`,
    ),
    perSecond('read units', read * rates.readUnit, `${count(read)} a second, the maxima of tables and index`),
    perSecond('write units', write * rates.writeUnit, `${count(write)} a second, likewise`),
    perSecond(
      'access log',
      (requests * logEntry.length * rates.loggedGigabyte) / GIGABYTE,
      `${logEntry.length} bytes a request`,
    ),
    perSecond(
      'transfer, uncompressed',
      (pages * rates.page * rates.sentGigabyte) / GIGABYTE,
      `${count(pages)} pages a second of 25 comments, ${count(rates.page)} bytes each`,
    ),
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const count = (value: number): string => Math.round(value).toLocaleString('en')
