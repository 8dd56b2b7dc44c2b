/**
 * The codes of faults, as the API's reference explains them.
 */
import type { FaultCode } from '../../domain/faults.ts'

/** What each code means. A new one does not compile until it is explained here. */
const FAULTS: Record<FaultCode, string> = {
  required: 'The value is missing.',
  'unknown-field': 'No field or parameter has this name.',
  'repeated-parameter': 'The parameter may be given only once.',
  'wrong-type': 'The value has another JSON type than the one that is expected.',
  'not-one-of': 'The value is none of those that are allowed.',
  'too-low': 'The number is below the minimum.',
  'too-high': 'The number is above the maximum.',
  'not-in-range': 'The value is no whole number within the range.',
  'too-few': 'The list has too few entries.',
  'too-many': 'The list has too many entries.',
  'too-short': 'The text has too few characters once it is trimmed.',
  'too-long': 'The text has too many characters.',
  'too-many-bytes': 'The text has too many bytes in UTF-8.',
  'lone-surrogate': 'The text contains half a character, such as an emoji that was cut in two.',
  'nothing-visible': 'The text has no visible character.',
  'text-direction': 'The text contains an invisible character that changes the direction of what follows it.',
  'nested-too-deep': 'Quotes and lists stand too deep inside one another.',
  'markup-too-deep': 'The text becomes HTML whose elements stand too deep inside one another.',
  'too-much-markup': 'The text takes too long to render, or becomes too much HTML.',
  'not-web-address': 'The value is no http or https address, or it contains a user name.',
  'not-email-address': 'The value is no e-mail address.',
  'not-date-time': 'The value is no date and time as in RFC 3339.',
  'before-1970': 'The time is before 1970.',
  'in-the-future': 'The time is in the future.',
  'not-language-tag': 'The value is no language tag (BCP 47).',
  'not-slug': 'The value is no slug.',
  'not-origin': 'The value is no origin: scheme, host and, where it is not the default, port.',
  'not-ref': 'The value is no ref: 1 to 200 visible ASCII characters.',
  'not-cursor': 'The value is no cursor that this list gave out.',
  'not-comment-id': 'The value is no id of a comment.',
  'not-idempotency-key': 'The value is no idempotency key: 16 to 64 visible ASCII characters.',
  'duplicate-tag': 'The list contains a tag twice; capitals make no difference.',
  'duplicate-ref': 'The list contains a ref twice.',
  'too-many-counted': 'Slugs and addresses together are more than can be counted in one request.',
  'publication-time-missing': 'The status is `scheduled`, but `publishAt` is missing.',
  'publication-time-in-future': 'The status is `published`, but `publishAt` is in the future.',
  'not-external-page': 'The comment names a page of another site, but is posted under an article of this one.',
  'another-page': 'The address belongs to another page than the slug; `GET /v1/pages?url=…` names its slug.',
  'page-unknown': 'Nobody has commented on this page before, so the comment must name it in `page`.',
  invalid: 'The value is not valid for another reason.',
}

/** All codes, for schemas. */
export const FAULT_CODES = Object.keys(FAULTS) as [FaultCode, ...FaultCode[]]
