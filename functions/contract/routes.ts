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

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export type Route = {
  readonly method: Method
  readonly path: string
  readonly to: FunctionName
  /** The gateway checks the token before the function is called; the function checks its groups. */
  readonly signedIn: boolean
}

const JSON_CONTRACTS: readonly Contract<Record<string, Operation>>[] = [
  description,
  articles,
  comments,
  changes,
  siteWide,
  search,
  commenting,
  editing,
  moderation,
]
const PAGE_CONTRACTS: readonly Contract<Record<string, Page>>[] = [
  sitePages,
  searchPages,
  reference,
  conversations,
  feeds,
  sitemaps,
  oembed,
  assets,
  preflights,
  forms,
]

/** Every operation that programs call, by its route key. */
export const OPERATIONS: Readonly<Record<string, Operation>> = Object.assign(
  {},
  ...JSON_CONTRACTS.map(({ operations }) => operations),
)

export const routes: readonly Route[] = [
  ...JSON_CONTRACTS.flatMap(({ to, operations }) =>
    Object.entries(operations).flatMap(([key, { access }]) => routesFor(key, to, isForStaff(access))),
  ),
  ...PAGE_CONTRACTS.flatMap(({ to, operations }) =>
    Object.keys(operations).flatMap((key) => routesFor(key, to, false)),
  ),
]

function routesFor(key: string, to: FunctionName, signedIn: boolean): Route[] {
  const [method, path = ''] = key.split(' ') as [Method, string]
  // Caches and crawlers send HEAD only for routes of the reader.
  const methods: Method[] = method === 'GET' && to === 'reader' ? ['GET', 'HEAD'] : [method]
  return methods.map((each) => ({ method: each, path, to, signedIn }))
}
