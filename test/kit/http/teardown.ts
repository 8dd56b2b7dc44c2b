/**
 * Tear-down of the suites: undoes the steps of the set-up in reverse order.
 */
const steps: (() => Promise<void>)[] = []

export function after(step: () => Promise<void>): void {
  steps.push(step)
}

export default async function teardown(): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step()
}
