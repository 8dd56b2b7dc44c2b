/**
 * The faults of an input value, as data. http/faultTexts.ts has the English texts, and pages/refusals.ts has those in
 * the readers' languages.
 */

/** A fault, and the values that its message needs. Lengths are in characters (code points). */
export type Cause =
  | { code: 'required' }
  | { code: 'unknown-field' }
  | { code: 'repeated-parameter' }
  | { code: 'wrong-type'; expected: string }
  | { code: 'not-one-of'; allowed: readonly string[] }
  | { code: 'too-low'; minimum: number }
  | { code: 'too-high'; maximum: number }
  | { code: 'not-in-range'; minimum: number; maximum: number }
  | { code: 'too-few'; minimum: number }
  | { code: 'too-many'; maximum: number }
  | { code: 'too-short'; minimum: number }
  | { code: 'too-long'; maximum: number; length: number }
  /** In bytes of UTF-8. */
  | { code: 'too-many-bytes'; maximum: number; length: number }
  | { code: 'lone-surrogate' }
  | { code: 'nothing-visible' }
  /** An invisible character changes the direction of the text. `near` has the visible characters around it. */
  | { code: 'text-direction'; near: string }
  /** Nested quotes and lists, counted in the source. */
  | { code: 'nested-too-deep'; maximum: number }
  /** Nested elements, counted in the HTML. */
  | { code: 'markup-too-deep' }
  /** Rendering takes too long or produces too much HTML. */
  | { code: 'too-much-markup' }
  | { code: 'not-web-address' }
  | { code: 'not-email-address' }
  | { code: 'not-date-time' }
  | { code: 'before-1970' }
  | { code: 'in-the-future' }
  | { code: 'not-language-tag' }
  | { code: 'not-slug' }
  | { code: 'not-origin' }
  | { code: 'not-ref' }
  | { code: 'not-cursor' }
  | { code: 'not-comment-id' }
  | { code: 'not-idempotency-key' }
  | { code: 'duplicate-tag' }
  | { code: 'duplicate-ref' }
  | { code: 'too-many-counted'; maximum: number }
  | { code: 'publication-time-missing' }
  | { code: 'publication-time-in-future' }
  | { code: 'not-external-page' }
  | { code: 'another-page' }
  | { code: 'page-unknown' }
  | { code: 'invalid' }

export type FaultCode = Cause['code']

/** A cause, and the path of the value in the input: field names and list positions. */
export type Fault = Cause & { path: readonly PropertyKey[] }
