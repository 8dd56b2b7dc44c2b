/**
 * The codes of faults and their meanings.
 */
import type { FaultCode } from '../../domain/faults.ts'

/** The meaning of each code. A new code without one does not compile. */
export const FAULTS: Record<FaultCode, string> = {
  required: 'The value is missing.',
  'unknown-field': 'No field or parameter has this name.',
  'repeated-parameter': 'The parameter may be given only once.',
  'wrong-type': 'The value does not have the expected JSON type.',
  'not-one-of': 'The value is not one of the allowed ones.',
  'too-low': 'The number is below the minimum.',
  'too-high': 'The number is above the maximum.',
  'not-in-range': 'The value is not a whole number within the range.',
  'too-few': 'The list has too few entries.',
  'too-many': 'The list has too many entries.',
  'too-short': 'The text has too few characters once it is trimmed.',
  'too-long': 'The text has too many characters.',
  'too-many-bytes': 'The text has too many bytes in UTF-8.',
  'lone-surrogate': 'The text contains half a character, such as an emoji that was cut in two.',
  'nothing-visible': 'The text has no visible character.',
  'text-direction': 'The text contains an invisible character that changes the direction of what follows it.',
  'nested-too-deep': 'Quotes and lists are nested too deep.',
  'markup-too-deep': 'The HTML of the text has elements that are nested too deep.',
  'too-much-markup': 'The text takes too long to render, or becomes too much HTML.',
  'not-web-address': 'The value is not an http or https address, or it contains a user name.',
  'not-email-address': 'The value is not an e-mail address.',
  'not-date-time': 'The value is not a date and time as in RFC 3339.',
  'before-1970': 'The time is before 1970.',
  'in-the-future': 'The time is in the future.',
  'not-language-tag': 'The value is not a language tag (BCP 47).',
  'not-slug': 'The value is not a slug.',
  'not-origin': 'The value is not an origin: scheme, host and, if it is not the default, port.',
  'not-ref': 'The value is not a ref: 1 to 200 visible ASCII characters.',
  'not-cursor': 'The value is not a cursor of this list.',
  'not-comment-id': 'The value is not the id of a comment.',
  'not-idempotency-key': 'The value is not an idempotency key: 16 to 64 visible ASCII characters.',
  'duplicate-tag': 'The list contains a tag twice. Case is ignored.',
  'duplicate-ref': 'The list contains a ref twice.',
  'too-many-counted': 'There are more slugs and addresses than can be counted in one request.',
  'publication-time-missing': 'The status is `scheduled`, but `publishAt` is missing.',
  'publication-time-in-future': 'The status is `published`, but `publishAt` is in the future.',
  'not-external-page': 'The comment names a page of another site, but is posted under an article of this one.',
  'another-page': 'The address belongs to another page than the slug; `GET /v1/pages?url=…` names its slug.',
  'page-unknown': 'Nobody has commented on this page before, so the comment must name it in `page`.',
  invalid: 'The value is not valid for another reason.',
}

/** All codes, for schemas. */
export const FAULT_CODES = Object.keys(FAULTS) as [FaultCode, ...FaultCode[]]

/** The meanings as a list in Markdown. */
export const FAULT_MEANINGS = Object.entries(FAULTS)
  .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
  .join('\n')
