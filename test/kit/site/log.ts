/**
 * Captures what functions log. `take` returns the entries since its last call. test/kit/jest/setup.ts restores the
 * console after each test file.
 */
export function captureLog(): { take: () => unknown[] } {
  const entries: unknown[] = []
  console.info = (entry: unknown) => entries.push(entry)
  return { take: () => entries.splice(0) }
}
