/**
 * What the browser stores between visits: drafts, comments that are being sent, tokens of own comments, the voter's
 * identity. Without storage, it lasts as long as the page.
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

/** Removes items from a stored list, and adds others. */
export function replace<T>(name: string, isGone: (each: T) => boolean, ...more: T[]): void {
  const all = [...recall<T[]>(name, []).filter((each) => !isGone(each)), ...more]
  remember(name, all.length > 0 ? all : undefined)
}

/** @param value undefined removes it */
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
