/**
 * The times in exports, which are UTC though they rarely say so, as RFC 3339.
 */

/**
 * `2009-02-13 23:31:30` or with a T and a Z; undefined for a time that was never set, which WordPress writes as zeros,
 * and for what is no time, such as 30 February.
 */
export function timeOf(text: string): string | undefined {
  const [, date = '', time = ''] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)?$/.exec(text.trim()) ?? []
  const written = `${date}T${time}Z`
  const milliseconds = Date.parse(written)
  const isTime = !date.startsWith('0000') && !Number.isNaN(milliseconds)
  return isTime && new Date(milliseconds).toISOString().startsWith(written.slice(0, -1)) ? written : undefined
}

/**
 * The time of a feed, `Fri, 13 Feb 2009 23:31:30 +0000` (RFC 822). WordPress writes a time that was never set as the
 * year -1.
 */
export function feedTimeOf(text: string): string | undefined {
  const isFeedTime =
    /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?)$/.test(text.trim())
  const milliseconds = isFeedTime ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString().replace(/\.000Z$/, 'Z')
}

/** Whether the API accepts a comment's time: not before 1970 and not in the future. */
export const isPast = (time: string, now = Date.now()): boolean =>
  timeOf(time) !== undefined && Date.parse(time) >= 0 && Date.parse(time) <= now
