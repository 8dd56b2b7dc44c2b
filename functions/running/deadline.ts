/**
 * How long a request may go on trying. Whoever waits for an answer has about three seconds; what can't be done by then is
 * better refused, with word of when to come back, than cut off without any. Background work has no deadline.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Milliseconds after which nothing more is asked of a service; what has been asked by then ends within half a second. */
const BUDGET = 2500

/** The time that a request lives in; tests bring their own. */
type Time = { clock: () => number; sleep: (milliseconds: number) => Promise<unknown> }
type Deadline = Time & { until: number }

// Looked up at each call, so that virtual time can take their place.
const REAL: Time = {
  clock: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}
const UNHURRIED: Deadline = { ...REAL, until: Number.POSITIVE_INFINITY }

const deadlines = new AsyncLocalStorage<Deadline>()
const current = (): Deadline => deadlines.getStore() ?? UNHURRIED

/**
 * A handler whose requests each have so long to ask for what they need.
 * @param budget milliseconds
 */
export function withDeadline<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
  { budget = BUDGET, time = REAL }: { budget?: number; time?: Time } = {},
): (event: Event) => Promise<Answer> {
  return (event) => deadlines.run({ ...time, until: time.clock() + budget }, () => handler(event))
}

/** Milliseconds in which a request may still ask for something. */
export function timeLeft(): number {
  const { until, clock } = current()
  return until - clock()
}

export async function pause(milliseconds: number): Promise<void> {
  await current().sleep(milliseconds)
}
