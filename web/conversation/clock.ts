/**
 * The server's time. The clock of the reader's device may be hours wrong, and may be set while the page is open, so
 * ages and remaining times do not depend on it.
 */

/** The server's time minus `performance.now()`, which does not change when the device's clock is set. */
let ahead = Number.NEGATIVE_INFINITY

/**
 * Takes the time from an answer. A cached answer has an earlier time, and `performance.now()` may stop while the device
 * sleeps. So every estimate is too early, and the latest is the best.
 * @param time milliseconds since 1970; NaN if unknown
 * @param at when the answer came, by `performance.now()`
 */
export function noteTime(time: number, at = performance.now()): void {
  if (time - at > ahead) ahead = time - at
}

/** Milliseconds since 1970. The device's time until an answer had the server's. */
export const now = (): number => performance.now() + (Number.isFinite(ahead) ? ahead : performance.timeOrigin)
