/** What is kept, bounded by bytes: the least recently used makes room. */

export type Shelf<T> = {
  /** Counts as a use. */
  get(key: string): T | undefined
  /** Keeps a value, or a value's new size. What is larger than a quarter of the shelf is not kept. */
  put(key: string, value: T, bytes: number): void
  drop(key: string): void
  readonly bytes: number
}

/** One large answer must not push out everything else. */
const LARGEST_SHARE = 1 / 4

export function createShelf<T>(capacity: number): Shelf<T> {
  // A Map iterates in order of insertion, so putting an entry back makes it the youngest.
  const entries = new Map<string, { value: T; bytes: number }>()
  let total = 0
  const drop = (key: string) => {
    total -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    get: (key) => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    put: (key, value, bytes) => {
      drop(key)
      if (bytes > capacity * LARGEST_SHARE) return
      entries.set(key, { value, bytes })
      total += bytes
      for (const oldest of entries.keys()) {
        if (total <= capacity) break
        drop(oldest)
      }
    },
    drop,
    get bytes() {
      return total
    },
  }
}
