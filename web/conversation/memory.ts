/**
 * What this browser remembers between visits: drafts, comments on their way, the tokens of one's own comments, who votes.
 * Where a browser remembers nothing, it lasts as long as the page.
 */
const passing = new Map<string, string>()

export function recall<T>(name: string, otherwise: T): T {
  let kept = passing.get(name)
  try {
    kept ??= localStorage.getItem(`understory:${name}`) ?? undefined
  } catch {}
  // Only this file writes under the prefix, and each name has one type.
  return kept === undefined ? otherwise : (JSON.parse(kept) as T)
}

/** Remembers a list without some of what is in it, and with what takes its place. */
export function replace<T>(name: string, isGone: (each: T) => boolean, ...more: T[]): void {
  const all = [...recall<T[]>(name, []).filter((each) => !isGone(each)), ...more]
  remember(name, all.length > 0 ? all : undefined)
}

/** @param value undefined forgets it */
export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value)
  passing.delete(name)
  try {
    if (value === undefined) localStorage.removeItem(`understory:${name}`)
    else localStorage.setItem(`understory:${name}`, text)
  } catch {
    if (value !== undefined) passing.set(name, text)
  }
}
