/**
 * Maximum lengths of texts in characters, and the limits of bodies in bytes that follow from them. Python and PHP
 * escape each character beyond ASCII. macOS writes accents and Hangul as separate letters, which count as one character
 * after composition.
 */
export const LENGTH = {
  name: 80,
  email: 254,
  url: 2000,
  text: 8000,
  /** Of a report. */
  detail: 500,
  title: 200,
  /** A current or former slug of an article, or the key of an external page. */
  slug: 200,
  /** The id of a comment. That of a reply includes the id of its root. */
  id: 60,
} as const

/**
 * Three letters that make one character, each as `\uXXXX` (RFC 8259 section 7). A character beyond `\uFFFF` takes 12.
 */
const BYTES_IN_JSON = 3 * 6
/** The same in a form: three bytes of UTF-8 each, as `%XX`. */
const BYTES_IN_FORM = 3 * 9
/** Names of fields, punctuation, white space. */
const STRUCTURE = 1024

const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)

/** Bytes of a JSON body whose strings have at most these numbers of characters. */
export const jsonBytes = (...lengths: number[]): number => STRUCTURE + BYTES_IN_JSON * sum(lengths)
/** Bytes of a form whose fields have at most these numbers of characters. */
export const formBytes = (...lengths: number[]): number => STRUCTURE + BYTES_IN_FORM * sum(lengths)
