/**
 * The order in which comments are sent: a comment before its replies. All comments of one level can be sent together.
 */
import type { OldComment } from '../conversation.ts'

/** A comment, and the comment that it answers. */
export type Placed = { comment: OldComment; parent: OldComment | undefined; depth: number }

/**
 * Comments level by level, in the order of the export. A reply to a comment that is not imported becomes a reply to the
 * nearest comment above that is. The number of levels has no limit: the API places replies that are too deep.
 * @param parents the parent of each comment of the export
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
  // Comments that answer each other in a circle have no root. The first of each circle becomes one.
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

/** The parent, or the nearest ancestor that is imported. */
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
