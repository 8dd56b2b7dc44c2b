/**
 * How long what people send may be: in characters, and so in bytes, whatever program wrote them. Python and PHP escape each
 * character beyond ASCII, and macOS writes accents and Hangul as letters of their own, which count as one once composed.
 */
export const LENGTH = {
  name: 80,
  email: 254,
  url: 2000,
  text: 8000,
  /** Of a report. */
  detail: 500,
  title: 200,
  /** An article's slug, current or former, or what stands in for one. */
  slug: 200,
  /** An id, with its root's where it answers one. */
  id: 60,
} as const

/** Three letters that make one character, each as `\uXXXX` (RFC 8259 section 7). A character beyond `\uFFFF` takes 12. */
const BYTES_IN_JSON = 3 * 6
/** The same in a form: three bytes of UTF-8 each, as `%XX`. */
const BYTES_IN_FORM = 3 * 9
/** Names of fields, punctuation, white space. */
const STRUCTURE = 1024

const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)

/** Bytes of a JSON body whose strings have so many characters at most. */
export const jsonBytes = (...lengths: number[]): number => STRUCTURE + BYTES_IN_JSON * sum(lengths)
/** Bytes of a form whose fields have so many characters at most. */
export const formBytes = (...lengths: number[]): number => STRUCTURE + BYTES_IN_FORM * sum(lengths)
