/** Steps that undo a start, in reverse order. */
export type Teardown = {
  add(step: () => unknown): void
  /** Undoes everything. A second call waits for the first, and undoes what was added since. */
  run(): Promise<void>
}

export function createTeardown(): Teardown {
  const steps: (() => unknown)[] = []
  const runAll = async () => {
    for (const step of steps.splice(0).reverse()) await step()
  }
  let running = Promise.resolve()
  return {
    add: (step) => void steps.push(step),
    run: () => {
      running = running.then(runAll, runAll)
      return running
    },
  }
}
