/**
 * Every route of the gateway, from the contracts. Each endpoint has its own route, so the log names it and it can be
 * throttled. The reader answers any other GET with a page or a problem. Any other request reaches no function.
 */
import { isForStaff } from './access.ts'
import { articles } from './articles.ts'
import { commenting } from './commenting.ts'
import { changes, comments } from './comments.ts'
import { editing } from './editing.ts'
import { forms } from './forms.ts'
import { moderation } from './moderation.ts'
import type { Contract, FunctionName, Operation, Page } from './operation.ts'
import {
  assets,
  conversations,
  feeds,
  oembed,
  preflights,
  reference,
  searchPages,
  sitemaps,
  sitePages,
} from './pages.ts'
import { search } from './search.ts'
import { description, siteWide } from './site.ts'
import type { Traffic } from './traffic.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export type Route = {
  readonly method: Method
  readonly path: string
  readonly to: FunctionName
  /** The gateway checks the token before the function is called; the function checks its groups. */
  readonly signedIn: boolean
  /** The class of its requests. The gateway's throttle depends on it. */
  readonly traffic: Traffic
}

/** The contracts of operations that programs call, each with the class of its requests. */
const JSON_CONTRACTS: readonly (readonly [Contract<Record<string, Operation>>, Traffic])[] = [
  [description, 'rare'],
  [articles, 'reads'],
  [comments, 'reads'],
  [changes, 'reads'],
  [siteWide, 'reads'],
  [search, 'rare'],
  [commenting, 'posts'],
  [editing, 'staff'],
  [moderation, 'staff'],
]
const PAGE_CONTRACTS: readonly (readonly [Contract<Record<string, Page>>, Traffic])[] = [
  [sitePages, 'reads'],
  [searchPages, 'rare'],
  [reference, 'rare'],
  [conversations, 'reads'],
  [feeds, 'rare'],
  [sitemaps, 'rare'],
  [oembed, 'rare'],
  [assets, 'reads'],
  [preflights, 'reads'],
  [forms, 'forms'],
]

/** Every operation that programs call, by its route key. */
export const OPERATIONS: Readonly<Record<string, Operation>> = Object.assign(
  {},
  ...JSON_CONTRACTS.map(([{ operations }]) => operations),
)

export const routes: readonly Route[] = [
  ...JSON_CONTRACTS.flatMap(([{ to, operations }, traffic]) =>
    Object.entries(operations).flatMap(([key, { access, traffic: own = traffic }]) =>
      routesFor(key, { to, signedIn: isForStaff(access), traffic: own }),
    ),
  ),
  ...PAGE_CONTRACTS.flatMap(([{ to, operations }, traffic]) =>
    Object.keys(operations).flatMap((key) => routesFor(key, { to, signedIn: false, traffic })),
  ),
]

function routesFor(key: string, route: Omit<Route, 'method' | 'path'>): Route[] {
  const [method, path = ''] = key.split(' ') as [Method, string]
  const own: Route = { method, path, ...route }
  // Caches and crawlers send HEAD only for routes of the reader.
  return method === 'GET' && route.to === 'reader' ? [own, { ...own, method: 'HEAD', traffic: 'rare' }] : [own]
}
