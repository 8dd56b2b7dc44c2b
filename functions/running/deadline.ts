/**
 * Deadlines for requests. A client waits about three seconds for an answer. A request that takes longer is refused with
 * a `Retry-After`, instead of being cut off without an answer. Background work has no deadline.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Milliseconds after which a request makes no more calls. Calls made before end within half a second. */
const BUDGET = 2500

/** The clock of a request. Tests pass their own. */
type Time = { clock: () => number; sleep: (milliseconds: number) => Promise<unknown> }
type Deadline = Time & { until: number }

// The globals are looked up at each call, so that tests can replace them.
const REAL: Time = {
  clock: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}
const NO_DEADLINE: Deadline = { ...REAL, until: Number.POSITIVE_INFINITY }

const deadlines = new AsyncLocalStorage<Deadline>()
const current = (): Deadline => deadlines.getStore() ?? NO_DEADLINE

/**
 * Runs each request of a handler with a deadline.
 * @param budget milliseconds
 */
export function withDeadline<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
  { budget = BUDGET, time = REAL }: { budget?: number; time?: Time } = {},
): (event: Event) => Promise<Answer> {
  return (event) => deadlines.run({ ...time, until: time.clock() + budget }, () => handler(event))
}

/** Milliseconds until the deadline of the current request. */
export function timeLeft(): number {
  const { until, clock } = current()
  return until - clock()
}

export async function pause(milliseconds: number): Promise<void> {
  await current().sleep(milliseconds)
}
