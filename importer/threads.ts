/**
 * The order in which comments are sent: what is answered before its answers. Levels, because all of one level can go at
 * once.
 */
import type { OldComment, Remark } from './conversation.ts'
import { MAX_NESTING } from './limits.ts'

/** A comment, and the comment that it will stand under. */
export type Placed = { comment: OldComment; parent: OldComment | undefined; depth: number; flattened: boolean }

/**
 * Comments level by level. What answers something that is not imported stands under what that answered; what would stand
 * too deep, under the deepest comment above it that may be answered. Order within a level is that of the export.
 * @param parents what each comment of the export answered
 */
export function levelsOf(
  comments: readonly OldComment[],
  parents: ReadonlyMap<string, string | undefined>,
): Placed[][] {
  const byRef = new Map(comments.map((comment) => [comment.ref, comment]))
  const children = Map.groupBy(comments, (comment) => nearest(comment, byRef, parents))
  const placed = new Map<OldComment, Placed>()
  const levels: Placed[][] = []
  const place = (comment: OldComment, answered: Placed | undefined) => {
    const flattened = answered !== undefined && answered.depth >= MAX_NESTING
    const parent = flattened ? answered.parent : answered?.comment
    const depth = parent === undefined ? 0 : (placed.get(parent)?.depth ?? 0) + 1
    const here = { comment, parent, depth, flattened }
    placed.set(comment, here)
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

/** What there is to say about comments that don't stand where they stood. */
export const remarksOn = (levels: readonly Placed[][]): Remark[] =>
  levels
    .flat()
    .filter(({ flattened }) => flattened)
    .map(({ comment: { ref } }) => ({
      ref,
      reason: `it stood deeper than ${MAX_NESTING} answers, and now stands beside what it answered`,
    }))

/** What a comment stands under: what it answered, or the nearest above it that is imported. */
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
