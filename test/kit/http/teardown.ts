/**
 * After the suite: what its setup started is stopped, what it changed is put back, in reverse.
 */
const steps: (() => Promise<void>)[] = []

export function after(step: () => Promise<void>): void {
  steps.push(step)
}

export default async function teardown(): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step()
}
