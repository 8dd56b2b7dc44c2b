/**
 * A small cache for reads that many requests share. It limits age and size, keeps successful reads only, and shares one
 * read among simultaneous misses.
 */
type Entry<V> = { value: Promise<V>; readAt: number }

type Options = {
  /** Milliseconds since the start of the read after which an answer expires. */
  maxAge: number
  /** The maximum number of answers. The oldest are removed first. */
  size: number
  /** Returns milliseconds. Any clock that never goes back. */
  clock: () => number
}

/**
 * The read with a cache.
 * @param read a rejection is passed to all waiting callers and is not cached
 */
export function cached<V>(
  { maxAge, size, clock }: Options,
  read: (key: string) => Promise<V>,
): (key: string) => Promise<V> {
  const entries = new Map<string, Entry<V>>()
  return (key) => {
    const known = entries.get(key)
    if (known && clock() - known.readAt < maxAge) return known.value

    const entry = { value: read(key), readAt: clock() }
    // Deleted first, so that the map stays ordered by age.
    entries.delete(key)
    entries.set(key, entry)
    for (const oldest of entries.keys()) {
      if (entries.size <= size) break
      entries.delete(oldest)
    }
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key)
    })
    return entry.value
  }
}
