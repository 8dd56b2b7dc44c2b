/**
 * The cache itself, without a server around it. What may be kept, for how long, and when a stale answer may be given, is
 * decided by http-cache-semantics (RFC 9111, RFC 5861); this file keeps answers, and sees to it that readers who want the
 * same thing at once cause one request to the origin.
 *
 * One departure from RFC 9111 (section 4.4) is meant: a write through the edge invalidates nothing. CloudFront does not do
 * it either, and a write is seen by one edge location only, so whoever relied on it here would be wrong there.
 */
import CachePolicy from 'http-cache-semantics'
import { compress, type Encoding } from './encoding.ts'
import type { OriginAnswer } from './origin.ts'
import { createShelf } from './shelf.ts'

export type CacheRequest = {
  readonly key: string
  readonly path: string
  readonly headers: Record<string, string>
}

/** An answer that is kept, and what was made of it since. */
export type Stored = {
  readonly policy: CachePolicy
  readonly answer: OriginAnswer
  /** Encoded bodies, each made once. */
  readonly encoded: Map<Encoding, Promise<Buffer>>
  encodedBytes: number
  /** After a failure of the origin: the time before which it is not asked again. */
  restsUntil: number
}

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
  /** Not to be kept: for the one who asked. */
  | { readonly how: How; readonly answer: OriginAnswer }

export type CacheOptions = {
  /** @throws when the origin cannot be reached */
  readonly fetch: (path: string, headers: Record<string, string>) => Promise<OriginAnswer>
  /** Bytes. @default 64 MiB */
  readonly capacity?: number
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number
}

export type Cache = {
  /** @throws what `fetch` throws, when nothing kept may be given instead */
  get(request: CacheRequest): Promise<Found>
  /** A stored answer's body, compressed once and kept beside it. */
  encoded(request: CacheRequest, stored: Stored, encoding: Encoding): Promise<Buffer>
  readonly bytes: number
}

/** How long the origin is left alone after a failure, while stale answers serve, in milliseconds. */
const REST = 1000
/** Answers under one address that differ by what Vary names. */
const MOST_VARIANTS = 32
/** Headers, policy and bookkeeping of one answer, roughly. */
const OVERHEAD = 2048

/** A request to the origin that is under way. */
type Flight = {
  readonly request: CacheRequest
  readonly landing: Promise<Found>
}

type Shelved = {
  readonly vary: readonly string[]
  readonly variants: Map<string, Stored>
}

const varyOf = ({ headers }: OriginAnswer): string[] =>
  String(headers.vary ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

const variantOf = (vary: readonly string[], { headers }: CacheRequest): string =>
  vary.map((name) => `${name}:${headers[name] ?? ''}`).join('\n')

const asked = ({ path, headers }: CacheRequest) => ({ method: 'GET', url: path, headers })

export function createCache({ fetch, capacity = 64 * 1024 * 1024, now = Date.now }: CacheOptions): Cache {
  const shelf = createShelf<Shelved>(capacity)
  const flights = new Map<string, Flight>()

  class Policy extends CachePolicy {
    /** The library's clock, which it offers for replacement. */
    now(): number {
      return now()
    }
  }

  const sizeOf = ({ variants }: Shelved): number =>
    variants.values().reduce((sum, { answer, encodedBytes }) => sum + OVERHEAD + answer.body.length + encodedBytes, 0)

  const keep = (request: CacheRequest, stored: Stored): void => {
    const vary = varyOf(stored.answer)
    const before = shelf.get(request.key)
    const shelved =
      before !== undefined && before.vary.join() === vary.join()
        ? before
        : { vary, variants: new Map<string, Stored>() }
    const variant = variantOf(vary, request)
    shelved.variants.delete(variant)
    shelved.variants.set(variant, stored)
    const [oldest] = shelved.variants.keys()
    if (shelved.variants.size > MOST_VARIANTS && oldest !== undefined) shelved.variants.delete(oldest)
    shelf.put(request.key, shelved, sizeOf(shelved))
  }

  const forget = (request: CacheRequest): void => {
    const shelved = shelf.get(request.key)
    if (shelved?.variants.delete(variantOf(shelved.vary, request)) && shelved.variants.size === 0)
      shelf.drop(request.key)
  }

  /** Takes the origin's answer: keeps it where it may be kept. */
  const take = (request: CacheRequest, answer: OriginAnswer, how: How): Found => {
    const policy = new Policy(asked(request), answer)
    const isShared = answer.headers['set-cookie'] === undefined && !varyOf(answer).includes('*')
    if (!isShared || !policy.storable() || policy.timeToLive() <= 0) {
      forget(request)
      return { how, answer }
    }
    const stored: Stored = { policy, answer, encoded: new Map(), encodedBytes: 0, restsUntil: 0 }
    keep(request, stored)
    return { how, stored }
  }

  /** Whether RFC 5861 section 4 lets a stale answer stand in for a failure. */
  const mayServeOnError = (stored: Stored, request: CacheRequest): boolean =>
    stored.policy.revalidatedPolicy(asked(request), { status: 503, headers: {} }).policy === stored.policy

  const rest = (stored: Stored): Found => {
    stored.restsUntil = now() + REST
    return { how: 'hit; detail=origin-failed', stored }
  }

  const revalidate = async (request: CacheRequest, stored: Stored): Promise<Found> => {
    // The library hands back the strings that it was given, and adds one.
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
    // A 304 for something else than what is kept says nothing.
    if (!matches) return take(request, await fetch(request.path, request.headers), 'fwd=miss')
    const fresh: Stored = { ...stored, policy, restsUntil: 0 }
    keep(request, fresh)
    return { how: 'fwd=stale', stored: fresh }
  }

  const ask = async (request: CacheRequest, stored: Stored | undefined): Promise<Found> =>
    stored === undefined
      ? take(request, await fetch(request.path, request.headers), 'fwd=miss')
      : revalidate(request, stored)

  const find = (request: CacheRequest): { variant: string; stored: Stored | undefined } => {
    const shelved = shelf.get(request.key)
    const variant = variantOf(shelved?.vary ?? [], request)
    return { variant, stored: shelved?.variants.get(variant) }
  }

  /** Starts a flight to the origin; whoever comes while it is under way may join. */
  const launch = (name: string, request: CacheRequest, stored: Stored | undefined): Promise<Found> => {
    const landing = ask(request, stored).finally(() => flights.delete(name))
    flights.set(name, { request, landing })
    return landing
  }

  /** What a flight that somebody else started brought, if it is for this request too. A failure is everybody's. */
  const join = async ({ request: first, landing }: Flight, request: CacheRequest): Promise<Found | undefined> => {
    const found = await landing
    const how = 'fwd=miss; collapsed'
    if (!('stored' in found)) return found.answer.status >= 500 ? { how, answer: found.answer } : undefined
    const vary = varyOf(found.stored.answer)
    return variantOf(vary, request) === variantOf(vary, first) ? { how, stored: found.stored } : undefined
  }

  const get = async (request: CacheRequest, mayJoin: boolean): Promise<Found> => {
    const { variant, stored } = find(request)
    const name = `${request.key}\n${variant}`
    if (stored !== undefined) {
      const { response, revalidation } = stored.policy.evaluateRequest(asked(request))
      if (response !== undefined && revalidation === undefined) return { how: 'hit', stored }
      const rests = stored.restsUntil > now()
      if (response !== undefined) {
        // Stale while revalidating (RFC 5861 section 3): a failure leaves the stale answer as it was.
        if (!rests && !flights.has(name)) launch(name, request, stored).catch(() => undefined)
        return { how: 'hit; detail=stale', stored }
      }
      if (rests && mayServeOnError(stored, request)) return { how: 'hit; detail=origin-failed', stored }
    }
    const underWay = flights.get(name)
    if (underWay === undefined) return launch(name, request, stored)
    // What nobody may share is fetched for each; what turned out to vary is looked up once more, now by the right key.
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
        const shelved = shelf.get(request.key)
        if (shelved !== undefined) shelf.put(request.key, shelved, sizeOf(shelved))
        return body
      })
      stored.encoded.set(encoding, making)
      return making
    },
    get bytes() {
      return shelf.bytes
    },
  }
}
