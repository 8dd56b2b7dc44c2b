/** Suggests the name that a misspelt one probably means. */

/** How many letters must be inserted, removed or replaced to turn one name into the other (Levenshtein distance). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** @returns text for the end of a message; empty if every name differs in more than a third of its letters */
export function suggest(name: string, names: readonly string[]): string {
  const [best] = names
    .map((known) => ({ known, far: distance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, far }) => far <= known.length / 3)
    .sort((a, b) => a.far - b.far)
  return best === undefined ? '' : `; did you mean ${best.known}?`
}
