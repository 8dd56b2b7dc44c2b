/**
 * A token bucket as one number, the generic cell rate algorithm (ITU-T I.371, annex A): the time until which an allowance
 * is used up. Each use moves that time on by one interval, and it may lie at most one period ahead. So `limit` uses fit at
 * once, and after that one more every `period / limit`; no border between two periods lets twice as many through.
 */

/** How often something may be done: `limit` times at once, regained evenly over `seconds`. */
export type Rate = { limit: number; seconds: number }

/** Milliseconds that one use takes from the allowance. */
const intervalOf = ({ limit, seconds }: Rate, cost: number): number => (seconds * 1000 * cost) / limit

/**
 * What a use does to an allowance.
 * @param usedUntil the time until which it is used up, milliseconds since 1970; anything in the past for unused
 * @param now milliseconds since 1970
 * @param cost how many uses this one counts as
 * @returns how far the time moves on, and the latest time that it may have been at; or the seconds to wait
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
