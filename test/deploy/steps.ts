/**
 * The steps of the deploy test. Each step is announced, timed and counted. The first failure ends the test.
 */
interface Outcome {
  readonly name: string
  readonly passes: number
  readonly failures: number
}

const outcomes: Outcome[] = []

/** Counts results of another program. */
export function count(outcome: Outcome): void {
  outcomes.push(outcome)
}

/**
 * Runs one step.
 * @throws Error the error of the step, after it is counted as a failure.
 */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  console.log(`\n== ${name}`)
  const began = performance.now()
  try {
    const result = await work()
    outcomes.push({ name, passes: 1, failures: 0 })
    console.log(`   passed in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    return result
  } catch (error) {
    outcomes.push({ name, passes: 0, failures: 1 })
    throw error
  }
}

/** @throws Error with the condition that is false. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`check failed: ${what}`)
}

/** Prints every outcome and adds up the counts. */
export function report(): { passes: number; failures: number } {
  console.log('\nDeploy test')
  for (const { name, passes, failures } of outcomes) {
    const details = passes + failures === 1 ? '' : ` (${passes} passed, ${failures} failed)`
    console.log(`  ${failures === 0 ? 'passed' : 'FAILED'}  ${name}${details}`)
  }
  const add = (key: 'passes' | 'failures') => outcomes.reduce((sum, outcome) => sum + outcome[key], 0)
  return { passes: add('passes'), failures: add('failures') }
}
