/**
 * The cache itself, without a server around it. Clients that want the same answer at the same time cause one request to
 * the origin.
 *
 * It differs from RFC 9111 (section 4.4) in one point: a write through the edge invalidates nothing. CloudFront does
 * not do it either, and a write passes one edge location only, so code that relied on it here would fail there.
 */
import { compress, type Encoding } from './encoding.ts'
import { asked, createRenewal, type Found, mayServeOnError, type RenewalOptions } from './renewal.ts'
import { type CacheRequest, createStore, type Stored, variantOf, varyOf } from './store.ts'

export type CacheOptions = Pick<RenewalOptions, 'fetch'> & {
  /** Bytes. @default 64 MiB */
  readonly capacity?: number
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number
}

export type Cache = {
  /** @throws what `fetch` throws, when no kept answer may be given instead */
  get(request: CacheRequest): Promise<Found>
  /** A stored answer's body, compressed once and kept beside it. */
  encoded(request: CacheRequest, stored: Stored, encoding: Encoding): Promise<Buffer>
  readonly bytes: number
}

/** A request to the origin that is under way. */
type Pending = {
  readonly request: CacheRequest
  readonly found: Promise<Found>
}

export function createCache({ fetch, capacity = 64 * 1024 * 1024, now = Date.now }: CacheOptions): Cache {
  const store = createStore(capacity)
  const ask = createRenewal({ store, fetch, now })
  const pending = new Map<string, Pending>()

  /** Asks the origin. Requests that come before it answers may share the answer. */
  const share = (name: string, request: CacheRequest, stored: Stored | undefined): Promise<Found> => {
    const found = ask(request, stored).finally(() => pending.delete(name))
    pending.set(name, { request, found })
    return found
  }

  const get = async (request: CacheRequest, mayJoin: boolean): Promise<Found> => {
    const { variant, stored } = store.find(request)
    const name = `${request.key}\n${variant}`
    if (stored !== undefined) {
      const { response, revalidation } = stored.policy.evaluateRequest(asked(request))
      if (response !== undefined && revalidation === undefined) return { how: 'hit', stored }
      const rests = stored.restsUntil > now()
      if (response !== undefined) {
        // Stale while revalidating (RFC 5861 section 3). A failure leaves the stale answer as it is.
        if (!rests && !pending.has(name)) share(name, request, stored).catch(() => undefined)
        return { how: 'hit; detail=stale', stored }
      }
      if (rests && mayServeOnError(stored, request)) return { how: 'hit; detail=origin-failed', stored }
    }
    const underWay = pending.get(name)
    if (underWay === undefined) return share(name, request, stored)
    // An answer that may not be shared is fetched for each client. One that varies is looked up again, by the right
    // key.
    if (!mayJoin) return ask(request, stored)
    return (await join(underWay, request)) ?? get(request, false)
  }

  return {
    get: (request) => get(request, true),
    encoded: (request, stored, encoding) => {
      const made = stored.encoded.get(encoding)
      if (made !== undefined) return made
      const making = compress(stored.answer.body, encoding).then((body) => {
        stored.encodedBytes += body.length
        store.measure(request.key)
        return body
      })
      stored.encoded.set(encoding, making)
      return making
    },
    get bytes() {
      return store.bytes
    },
  }
}

/** The answer to a request that another client caused, if it fits this request too. A failure is shared by all. */
async function join({ request: first, found: pending }: Pending, request: CacheRequest): Promise<Found | undefined> {
  const found = await pending
  const how = 'fwd=miss; collapsed'
  if (!('stored' in found)) return found.answer.status >= 500 ? { how, answer: found.answer } : undefined
  const vary = varyOf(found.stored.answer)
  return variantOf(vary, request) === variantOf(vary, first) ? { how, stored: found.stored } : undefined
}
