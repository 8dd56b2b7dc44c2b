/**
 * A token bucket stored as one number: the time until which the allowance is used up. This is the generic cell rate
 * algorithm (ITU-T I.371, annex A). Each use moves the time on by one interval, to at most one period ahead. So `limit`
 * uses are possible at once, and then one more every `period / limit`. Fixed periods would allow twice the limit where
 * one ends and the next begins.
 */

/** `limit` uses at once. They become available again evenly over `seconds`. */
export type Rate = { limit: number; seconds: number }

/** Milliseconds of the allowance that one use takes. */
const intervalOf = ({ limit, seconds }: Rate, cost: number): number => (seconds * 1000 * cost) / limit

/**
 * Computes the effect of a use on an allowance.
 * @param usedUntil the time until which it is used up, milliseconds since 1970; any time in the past if unused
 * @param now milliseconds since 1970
 * @param cost the number of uses that this one counts as
 * @returns the milliseconds to add to `usedUntil`, and the highest `usedUntil` that allows the use; or the seconds to
 * wait
 */
export function spend(
  rate: Rate,
  usedUntil: number,
  now: number,
  cost = 1,
): { interval: number; latest: number } | { retryAfter: number } {
  const interval = intervalOf(rate, cost)
  const latest = now + rate.seconds * 1000 - interval
  if (usedUntil <= latest || usedUntil <= now) return { interval, latest }
  return { retryAfter: Math.max(1, Math.ceil((usedUntil - latest) / 1000)) }
}
