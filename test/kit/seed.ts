/** The seed of a property test. It is printed, and `FC_SEED` repeats a run. */
export function seedOf(what: string): number {
  const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
  process.stdout.write(`${what}: seed ${seed}\n`)
  return seed
}
