/**
 * Refusals in the reader's language, and faults by the field that they belong to.
 */
import { InvalidInput, type Refusal, Unanswered } from '../domain/errors.ts'
import type { Cause, Fault } from '../domain/faults.ts'
import type { Wording } from '../http/api.ts'
import { header } from '../http/input/request.ts'
import { errorsOf } from '../http/problem.ts'
import { refusalDetail } from '../http/refusalTexts.ts'
import type { Faults, Field } from './conversation/commentForm.ts'
import { acceptedCode, type Language, languageFor } from './languages/language.ts'
import { number, sayCount, sayText } from './languages/wording.ts'

/**
 * The text of a problem document (RFC 9457, section 3.1.4) for scripts: the same sentence as on pages, in the language
 * that the script requests. So scripts contain no texts for problems that only the server detects.
 */
export const inReadersWords: Wording = async (event, refusal) => {
  const code = acceptedCode(header(event, 'accept-language') ?? '')
  if (code === undefined) return undefined
  const language = await languageFor(code, undefined)
  const { locale, messages } = language
  if (!refusal) return { lang: locale, said: { detail: messages.failedText } }
  const errors =
    refusal instanceof InvalidInput
      ? errorsOf(refusal, (fault) => (fieldOf(fault) ? causeText(language, fault) : undefined))
      : undefined
  // Refusals that readers do not see keep their English text. They are for programmers and operators.
  const detail = sentenceFor(language, refusal)
  if (detail === undefined && !errors) return undefined
  return { lang: locale, said: { detail: detail ?? refusalDetail(refusal), ...(errors && { errors }) } }
}

/** The reason for a refusal, in one sentence. */
export const refusalText = (language: Language, refusal: Refusal): string =>
  sentenceFor(language, refusal) ?? language.messages.failedText

/** Undefined if no request of a page can be refused for this reason. */
function sentenceFor(language: Language, refusal: Refusal): string | undefined {
  const { messages } = language
  if (refusal instanceof Unanswered) return messages.unanswered
  switch (refusal.kind) {
    case 'too-many-requests':
      return sayCount(language, messages.tooMany, refusal.retryAfter ?? 60)
    case 'repeated-text':
      return messages.repeatedText
    case 'busy':
      return messages.busy
    case 'comments-closed':
      return messages.policyClosed
    case 'parent-not-found':
      return messages.parentGone
    case 'comment-removed':
      return messages.removed
    case 'comment-changed':
      return messages.changedMeanwhile
    case 'edit-window-passed':
      return messages.editTooLate
    case 'unauthenticated':
    case 'forbidden':
      return messages.notYours
    case 'cross-site':
      return messages.crossSite
    case 'body-too-large':
      return messages.tooLarge
    case 'article-not-found':
    case 'comment-not-found':
      return messages.notFoundText
    case 'article-gone':
      return messages.goneText
    default:
      return undefined
  }
}

type AnyField = Field | 'detail' | 'reason'

const FIELDS: Record<string, AnyField> = {
  'author.name': 'name',
  'author.email': 'email',
  'author.url': 'url',
  text: 'text',
  detail: 'detail',
  reason: 'reason',
}

/** The field of a form that a fault belongs to. */
const fieldOf = ({ path }: Fault): AnyField | undefined => FIELDS[path.join('.')]

/** The faults of a comment, by field. */
export function faultsOf(language: Language, refusal: Refusal | undefined): Faults {
  const found: Faults = {}
  for (const fault of faultsIn(refusal)) {
    const field = fieldOf(fault)
    if (field && field !== 'detail' && field !== 'reason') found[field] ??= causeText(language, fault)
  }
  return found
}

/** The faults of a report, by field. */
export function reportFaults(language: Language, refusal: Refusal | undefined): { reason?: string; detail?: string } {
  const faults = faultsIn(refusal)
  const ofDetail = faults.find((fault) => fieldOf(fault) === 'detail')
  return {
    ...(faults.some((fault) => fieldOf(fault) === 'reason') && { reason: language.messages.faultChoice }),
    ...(ofDetail && { detail: causeText(language, ofDetail) }),
  }
}

const faultsIn = (refusal: Refusal | undefined): readonly Fault[] =>
  refusal instanceof InvalidInput ? refusal.faults : []

function causeText(language: Language, cause: Cause): string {
  const { messages } = language
  const count = (value: number) => number(language, value)
  switch (cause.code) {
    case 'required':
    case 'too-short':
    case 'wrong-type':
      return messages.faultRequired
    case 'too-long':
      return sayText(messages.faultTooLong, { count: count(cause.length), max: count(cause.maximum) })
    case 'not-email-address':
      return messages.faultEmail
    case 'not-web-address':
    case 'too-many-bytes':
      return messages.faultUrl
    case 'text-direction':
      return sayText(messages.faultDirection, { text: cause.near })
    case 'nothing-visible':
      return messages.faultNothing
    case 'nested-too-deep':
    case 'markup-too-deep':
      return messages.faultNested
    case 'too-much-markup':
      return messages.faultMarkup
    case 'not-one-of':
      return messages.faultChoice
    default:
      return messages.faultCharacters
  }
}
