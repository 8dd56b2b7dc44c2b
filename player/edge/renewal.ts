/**
 * Requests to the origin for the cache. http-cache-semantics (RFC 9111, RFC 5861) decides what may be kept and when a
 * stale answer may stand in for a failure.
 */
import CachePolicy from 'http-cache-semantics'
import type { OriginAnswer } from './origin.ts'
import { type CacheRequest, type Store, type Stored, varyOf } from './store.ts'

/** As `Cache-Status` names them (RFC 9211). */
export type How =
  | 'hit'
  | 'hit; detail=stale'
  | 'hit; detail=origin-failed'
  | 'fwd=miss'
  | 'fwd=stale'
  | 'fwd=miss; collapsed'

export type Found =
  | { readonly how: How; readonly stored: Stored }
  /** Not kept: for the client that asked. */
  | { readonly how: How; readonly answer: OriginAnswer }

export type RenewalOptions = {
  readonly store: Store
  /** @throws when the origin cannot be reached */
  readonly fetch: (path: string, headers: Record<string, string>) => Promise<OriginAnswer>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How long the origin is not asked again after a failure, while stale answers are served, in milliseconds. */
const REST = 1000

/** A request in the form that http-cache-semantics takes. */
export const asked = ({ path, headers }: CacheRequest) => ({ method: 'GET', url: path, headers })

/** Whether RFC 5861 section 4 lets a stale answer stand in for a failure. */
export const mayServeOnError = (stored: Stored, request: CacheRequest): boolean =>
  stored.policy.revalidatedPolicy(asked(request), { status: 503, headers: {} }).policy === stored.policy

/**
 * @returns a function that asks the origin, with a condition if an answer is kept, and keeps what may be kept. It throws
 *   what `fetch` throws when no kept answer may be given instead.
 */
export function createRenewal({ store, fetch, now }: RenewalOptions) {
  class Policy extends CachePolicy {
    /** The library's clock, which it offers for replacement. */
    now(): number {
      return now()
    }
  }

  const take = (request: CacheRequest, answer: OriginAnswer, how: How): Found => {
    const policy = new Policy(asked(request), answer)
    const isShared = answer.headers['set-cookie'] === undefined && !varyOf(answer).includes('*')
    if (!isShared || !policy.storable() || policy.timeToLive() <= 0) {
      store.forget(request)
      return { how, answer }
    }
    const stored: Stored = { policy, answer, encoded: new Map(), encodedBytes: 0, restsUntil: 0 }
    store.keep(request, stored)
    return { how, stored }
  }

  const rest = (stored: Stored): Found => {
    stored.restsUntil = now() + REST
    return { how: 'hit; detail=origin-failed', stored }
  }

  const revalidate = async (request: CacheRequest, stored: Stored): Promise<Found> => {
    // The library returns the strings that it was given, and adds one.
    const conditional = stored.policy.revalidationHeaders(asked(request)) as Record<string, string>
    let answer: OriginAnswer
    try {
      answer = await fetch(request.path, conditional)
    } catch (error) {
      if (mayServeOnError(stored, request)) return rest(stored)
      throw error
    }
    const { policy, matches } = stored.policy.revalidatedPolicy(asked(request), answer)
    if (policy === stored.policy) return rest(stored)
    if (answer.status !== 304) return take(request, answer, 'fwd=stale')
    // A 304 for another answer than the kept one has no meaning.
    if (!matches) return take(request, await fetch(request.path, request.headers), 'fwd=miss')
    const fresh: Stored = { ...stored, policy, restsUntil: 0 }
    store.keep(request, fresh)
    return { how: 'fwd=stale', stored: fresh }
  }

  return async (request: CacheRequest, stored: Stored | undefined): Promise<Found> =>
    stored === undefined
      ? take(request, await fetch(request.path, request.headers), 'fwd=miss')
      : revalidate(request, stored)
}
