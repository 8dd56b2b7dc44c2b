/**
 * The order in which comments are sent: what is answered before its answers. Levels, because all of one level can go at
 * once.
 */
import type { OldComment } from './conversation.ts'

/** A comment, and the comment that it answers. */
export type Placed = { comment: OldComment; parent: OldComment | undefined; depth: number }

/**
 * Comments level by level. What answers something that is not imported answers what that answered. Levels have no limit: the
 * API places a reply that would be too deep, and stores which comment it answers. Order within a level is that of the export.
 * @param parents what each comment of the export answered
 */
export function levelsOf(
  comments: readonly OldComment[],
  parents: ReadonlyMap<string, string | undefined>,
): Placed[][] {
  const byRef = new Map(comments.map((comment) => [comment.ref, comment]))
  const children = Map.groupBy(comments, (comment) => nearest(comment, byRef, parents))
  const placed = new Set<OldComment>()
  const levels: Placed[][] = []
  const place = (comment: OldComment, answered: Placed | undefined) => {
    const depth = answered === undefined ? 0 : answered.depth + 1
    const here = { comment, parent: answered?.comment, depth }
    placed.add(comment)
    const level = levels[depth] ?? []
    level.push(here)
    levels[depth] = level
    return here
  }
  const placeAll = (start: readonly Placed[]) => {
    for (let next = start; next.length > 0; )
      next = next.flatMap((above) => (children.get(above.comment) ?? []).map((comment) => place(comment, above)))
  }
  placeAll((children.get(undefined) ?? []).map((comment) => place(comment, undefined)))
  // Comments that answer each other in a circle hang on nothing: the first of each begins a thread.
  for (const comment of comments) {
    if (placed.has(comment)) continue
    const above = nearest(comment, byRef, parents)
    children.set(
      above,
      (children.get(above) ?? []).filter((other) => other !== comment),
    )
    placeAll([place(comment, undefined)])
  }
  return levels
}

/** The comment that it answered, or the nearest above that one which is imported. */
function nearest(
  { ref, parent }: OldComment,
  byRef: ReadonlyMap<string, OldComment>,
  parents: ReadonlyMap<string, string | undefined>,
): OldComment | undefined {
  const seen = new Set([ref])
  for (let at = parent; at !== undefined && !seen.has(at); at = parents.get(at)) {
    const found = byRef.get(at)
    if (found) return found
    seen.add(at)
  }
  return undefined
}
