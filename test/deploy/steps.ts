/**
 * The steps of the deploy test: each is announced, timed and counted; the first that fails ends the test.
 */
interface Outcome {
  readonly name: string
  readonly passes: number
  readonly failures: number
}

const outcomes: Outcome[] = []

/** Counts something that ran elsewhere. */
export function count(outcome: Outcome): void {
  outcomes.push(outcome)
}

/**
 * Does one step.
 * @throws Error whatever the step throws, after counting it as a failure.
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

/** @throws Error naming what does not hold. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`does not hold: ${what}`)
}

/** Prints every outcome and adds them up. */
export function report(): { passes: number; failures: number } {
  console.log('\nDeploy test')
  for (const { name, passes, failures } of outcomes) {
    const details = passes + failures === 1 ? '' : ` (${passes} passed, ${failures} failed)`
    console.log(`  ${failures === 0 ? 'passed' : 'FAILED'}  ${name}${details}`)
  }
  const add = (key: 'passes' | 'failures') => outcomes.reduce((sum, outcome) => sum + outcome[key], 0)
  return { passes: add('passes'), failures: add('failures') }
}
