/**
 * How often an open page asks for changes: every ten seconds while there is news. Without news, each pause is twice as
 * long as the last one, up to two minutes.
 */

/** Milliseconds of the first pause, and of each while there is news. */
export const PAUSE = 10_000
const LONGEST = 120_000

/**
 * The pause after a request.
 * @param pause the one before
 * @param isNews whether the answer had changes. A failed request has none.
 */
export const nextPause = (pause: number, isNews: boolean): number => (isNews ? PAUSE : Math.min(pause * 2, LONGEST))
