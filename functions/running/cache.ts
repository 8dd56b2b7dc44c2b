/**
 * A small memory for reads that many requests share. It forgets by age and by size, remembers successes only, and lets
 * simultaneous misses share one read.
 */
type Entry<V> = { value: Promise<V>; readAt: number }

type Options = {
  /** How old an answer may get, in milliseconds, counted from when its read began. */
  maxAge: number
  /** How many answers are kept; the oldest go first. */
  size: number
  /** Milliseconds; any clock that only goes forward. */
  clock: () => number
}

/**
 * The same read, remembered.
 * @param read what to remember; a rejection reaches everybody who waits for it and is forgotten at once
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
    // Deleted first, so that the map's order stays that of age.
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
