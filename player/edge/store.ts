/** The answers that the cache keeps, bounded by bytes: the least recently used key is removed first. */
import type CachePolicy from 'http-cache-semantics'
import { LRUCache } from 'lru-cache'
import type { Encoding } from './encoding.ts'
import type { OriginAnswer } from './origin.ts'

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

export type Store = {
  /** Counts as a use. `variant` is text that differs where `Vary` says so. */
  find(request: CacheRequest): { readonly variant: string; readonly stored: Stored | undefined }
  keep(request: CacheRequest, stored: Stored): void
  forget(request: CacheRequest): void
  /** Counts the bytes under a key again. */
  measure(key: string): void
  readonly bytes: number
}

/** Everything that is kept under one key. */
type Entry = {
  readonly vary: readonly string[]
  readonly variants: ReadonlyMap<string, Stored>
}

/** A larger entry is not kept, so that one answer does not push out all others. */
const LARGEST_SHARE = 1 / 4
/** Answers under one key that differ by what Vary names. */
const MOST_VARIANTS = 32
/** Headers, policy and bookkeeping of one answer, roughly. */
const OVERHEAD = 2048

const sizeOf = ({ variants }: Entry): number =>
  variants.values().reduce((sum, { answer, encodedBytes }) => sum + OVERHEAD + answer.body.length + encodedBytes, 0)

export const varyOf = ({ headers }: OriginAnswer): string[] =>
  String(headers.vary ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

export const variantOf = (vary: readonly string[], { headers }: CacheRequest): string =>
  vary.map((name) => `${name}:${headers[name] ?? ''}`).join('\n')

/** @param capacity bytes */
export function createStore(capacity: number): Store {
  // An entry is replaced, never changed: the library measures each new one.
  const entries = new LRUCache<string, Entry>({
    maxSize: capacity,
    maxEntrySize: Math.floor(capacity * LARGEST_SHARE),
    sizeCalculation: sizeOf,
  })
  return {
    find: (request) => {
      const entry = entries.get(request.key)
      const variant = variantOf(entry?.vary ?? [], request)
      return { variant, stored: entry?.variants.get(variant) }
    },
    keep: (request, stored) => {
      const vary = varyOf(stored.answer)
      const before = entries.get(request.key)
      const variants = new Map(before?.vary.join() === vary.join() ? before.variants : [])
      const variant = variantOf(vary, request)
      variants.delete(variant)
      variants.set(variant, stored)
      const [oldest] = variants.keys()
      if (variants.size > MOST_VARIANTS && oldest !== undefined) variants.delete(oldest)
      entries.set(request.key, { vary, variants })
    },
    forget: (request) => {
      const entry = entries.get(request.key)
      if (entry === undefined) return
      const variants = new Map(entry.variants)
      variants.delete(variantOf(entry.vary, request))
      if (variants.size === 0) entries.delete(request.key)
      else entries.set(request.key, { ...entry, variants })
    },
    measure: (key) => {
      const entry = entries.get(key)
      if (entry !== undefined) entries.set(key, { ...entry })
    },
    get bytes() {
      return entries.calculatedSize
    },
  }
}
