/**
 * The times in exports, which are UTC though they rarely say so, as RFC 3339.
 */

/** `2009-02-13 23:31:30` or with a T and a Z; undefined for a time that was never set, which WordPress writes as zeros. */
export function timeOf(text: string): string | undefined {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)?$/.exec(text.trim()) ?? []
  return date === undefined || date.startsWith('0000') ? undefined : `${date}T${time}Z`
}
