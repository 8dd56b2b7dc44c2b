/**
 * What time it is at the server. The clock of the reader's device may be hours wrong, and may be set while the page is
 * open, so ages and remaining times do not depend on it.
 */

/** How much the server's time is ahead of the page's own count of milliseconds, which no setting of a clock changes. */
let ahead = Number.NEGATIVE_INFINITY

/**
 * Notes what time it is. An answer from a cache tells an earlier time, and the count may stop while the device sleeps. So
 * every estimate is too early, and the latest is the best.
 * @param time milliseconds since 1970; NaN where it is not known
 * @param at when the answer came, by the page's count
 */
export function noteTime(time: number, at = performance.now()): void {
  if (time - at > ahead) ahead = time - at
}

/** Milliseconds since 1970. By the device's clock until the server has told its time. */
export const now = (): number => performance.now() + (Number.isFinite(ahead) ? ahead : performance.timeOrigin)
