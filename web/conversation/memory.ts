/**
 * What this browser remembers between visits: drafts, comments on their way, the tokens of one's own comments, who votes.
 * Where a browser remembers nothing, it lasts as long as the page.
 */
const PREFIX = 'understory:'
const passing = new Map<string, string>()

export function recall<T>(name: string, otherwise: T): T {
  try {
    const kept = localStorage.getItem(PREFIX + name) ?? passing.get(name)
    // Only this file writes under the prefix, and each name has one type.
    return kept === undefined || kept === null ? otherwise : (JSON.parse(kept) as T)
  } catch {
    const kept = passing.get(name)
    return kept === undefined ? otherwise : (JSON.parse(kept) as T)
  }
}

/** @param value undefined forgets it */
export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value)
  try {
    passing.delete(name)
    if (value === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, text)
  } catch {
    if (value !== undefined) passing.set(name, text)
  }
}
