/**
 * The English texts of faults, for programmers. Texts in the readers' languages are in pages/refusals.ts.
 */
import type { Cause } from '../domain/faults.ts'

/** The sentence for a fault's `detail`. */
export function faultText(cause: Cause, noun: 'field' | 'parameter'): string {
  switch (cause.code) {
    case 'required':
      return `This ${noun} is required.`
    case 'unknown-field':
      return `This ${noun} is unknown.`
    case 'repeated-parameter':
      return 'This stands more than once.'
    case 'wrong-type':
      return `This must be ${withArticle(NOUNS[cause.expected] ?? cause.expected)}.`
    case 'not-one-of':
      return `This must be one of ${cause.allowed.join(', ')}.`
    case 'too-low':
      return `This must be at least ${cause.minimum}.`
    case 'too-high':
      return `This must be at most ${cause.maximum}.`
    case 'not-in-range':
      return `This must be a whole number from ${cause.minimum} to ${cause.maximum}.`
    case 'too-few':
      return `This must have at least ${entries(cause.minimum)}.`
    case 'too-many':
      return `This must have at most ${entries(cause.maximum)}.`
    case 'too-short':
      return cause.minimum === 1 ? 'This must not be empty.' : `This must have at least ${cause.minimum} characters.`
    case 'too-long':
      return `This must have at most ${number(cause.maximum)} characters; it has ${number(cause.length)}.`
    case 'too-many-bytes':
      return `This must have at most ${number(cause.maximum)} bytes; it has ${number(cause.length)}.`
    case 'text-direction':
      return `This holds an invisible character that turns the direction of text, near “${cause.near}”. Delete it, or type that part anew.`
    case 'nested-too-deep':
      return `Quotes and lists may be nested at most ${cause.maximum} deep.`
    case 'too-many-counted':
      return `At most ${cause.maximum} can be counted at once.`
    default:
      return SENTENCES[cause.code]
  }
}

/** Plain names of some types. */
const NOUNS: Record<string, string> = { array: 'list', int: 'whole number' }

const withArticle = (noun: string): string => (/^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`)

const entries = (count: number): string => (count === 1 ? '1 entry' : `${number(count)} entries`)

const number = (value: number): string => value.toLocaleString('en')

const SENTENCES = {
  'lone-surrogate': 'This contains half a character (a lone surrogate).',
  'nothing-visible': 'This shows nothing that can be read.',
  'markup-too-deep': 'Quotes, lists or emphasis are nested too deeply.',
  'too-much-markup':
    'This holds too much markup: use fewer emphasis marks, quotes, list items and table columns, and fewer or shorter links.',
  'not-web-address': 'This must be an http or https address.',
  'not-email-address': 'This must be an e-mail address.',
  'not-date-time': 'This must be an RFC 3339 date and time.',
  'before-1970': 'This must not be before 1970.',
  'in-the-future': 'This must not be in the future.',
  'not-language-tag': 'This must be a language tag (BCP 47), such as “de” or “pt-BR”.',
  'not-slug': 'A slug is lower-case letters and numbers with single hyphens between words, at most 100 characters.',
  'not-origin': 'This must be an origin such as https://blog.example, without a path.',
  'not-ref': 'A ref has 1 to 200 visible ASCII characters.',
  'not-cursor': 'This is not a cursor that this list gave out.',
  'not-comment-id': 'This is not the id of a comment.',
  'not-idempotency-key': 'Idempotency-Key must have 16 to 64 visible ASCII characters.',
  'duplicate-tag': 'A tag stands here twice.',
  'duplicate-ref': 'A ref stands here twice.',
  'publication-time-missing': 'A scheduled article needs the time of its publication.',
  'publication-time-in-future': 'This time is still to come: the status for that is “scheduled”.',
  'not-external-page': 'This is an article of this site, not a page elsewhere.',
  'another-page': 'This page has another conversation; GET /v1/pages?url=… names it.',
  'page-unknown': 'Nobody has commented on this page before, so say which one it is.',
  invalid: 'This is not valid.',
}
