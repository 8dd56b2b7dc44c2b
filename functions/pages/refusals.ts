/**
 * Refusals in the reader's language, and faults beside the fields that they belong to.
 */
import { type Fault, type Refusal, Unanswered } from '../domain/errors.ts'
import { NOTHING_VISIBLE, nearOf, TOO_MANY_CONTAINERS, TOO_MUCH_MARKUP, TOO_NESTED } from '../domain/textFaults.ts'
import { tidyAddress, tidyBlock, tidyLine } from '../domain/writing.ts'
import type { Wording } from '../http/api.ts'
import { parseJson } from '../http/json.ts'
import { type HttpEvent, header } from '../http/request.ts'
import { type Faults, type Field, LONGEST } from './conversation/commentForm.ts'
import { acceptedCode, type Language, languageFor } from './languages/language.ts'
import { number, sayCount, sayText } from './languages/wording.ts'

/**
 * What scripts show of a problem document (RFC 9457, section 3.1.4): the same sentences as on pages, in the language that
 * they ask for. So they carry none of their own for what only the server can know.
 */
export const inReadersWords: Wording = async (event, refusal) => {
  const code = acceptedCode(header(event, 'accept-language') ?? '')
  if (code === undefined) return undefined
  const language = await languageFor(code, undefined)
  const { locale, messages } = language
  if (!refusal) return { lang: locale, said: { detail: messages.failedText } }
  const errors = refusal.faults?.map((fault) => {
    const field = FIELD_OF[fault.pointer]
    return field ? { ...fault, detail: faultText(language, field, fault, typedIn(event, fault.pointer, field)) } : fault
  })
  // What readers don't meet is for whoever programs or runs the site, and stays as it is.
  const detail = sentenceFor(language, refusal)
  if (detail === undefined && !errors) return undefined
  return { lang: locale, said: { detail: detail ?? refusal.message, ...(errors && { errors }) } }
}

/** What stands in the request's body where a JSON pointer leads (RFC 6901), as it is stored. */
function typedIn(event: HttpEvent, pointer: string, field: AnyField): string {
  let value: unknown = parseJson(Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString())
  for (const name of pointer.split('/').slice(1))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof value === 'string' ? TIDY[field](value) : ''
}

/** Why something could not be done, as one sentence. */
export const refusalText = (language: Language, refusal: Refusal): string =>
  sentenceFor(language, refusal) ?? language.messages.failedText

/** Undefined where no page of ours is refused for that reason. */
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

type AnyField = Field | 'detail'

const FIELD_OF: Record<string, AnyField> = {
  '#/author/name': 'name',
  '#/author/email': 'email',
  '#/author/url': 'url',
  '#/text': 'text',
  '#/detail': 'detail',
}

const TIDY: Record<AnyField, (text: string) => string> = {
  name: tidyLine,
  email: tidyAddress,
  url: tidyAddress,
  text: tidyBlock,
  detail: tidyBlock,
}

/**
 * What to mend, field by field. A fault says in English what is wrong; here its cause is looked up in the value again, so
 * that it can be said in any language.
 * @param values as they were typed
 */
export function faultsOf(language: Language, faults: readonly Fault[], values: Record<Field, string>): Faults {
  const found: Faults = {}
  for (const fault of faults) {
    const field = FIELD_OF[fault.pointer]
    if (field && field !== 'detail') found[field] ??= faultText(language, field, fault, TIDY[field](values[field]))
  }
  return found
}

function faultText(language: Language, field: AnyField, { detail }: Fault, value: string): string {
  const { messages } = language
  const length = [...value].length
  const max = LONGEST[field]
  if (length === 0) return messages.faultRequired
  if (length > max)
    return sayText(messages.faultTooLong, { count: number(language, length), max: number(language, max) })
  if (field === 'email') return messages.faultEmail
  if (field === 'url') return messages.faultUrl
  const near = nearOf(detail)
  if (near !== undefined) return sayText(messages.faultDirection, { text: near })
  return messages[CAUSES[detail] ?? 'faultCharacters']
}

/** What cannot be looked up in the value again, by what the fault says in English. */
const CAUSES: Record<string, 'faultNothing' | 'faultNested' | 'faultMarkup'> = {
  [NOTHING_VISIBLE]: 'faultNothing',
  [TOO_MANY_CONTAINERS]: 'faultNested',
  [TOO_NESTED]: 'faultNested',
  [TOO_MUCH_MARKUP]: 'faultMarkup',
}

/**
 * What to mend in a report.
 * @param detail as it was typed
 */
export function reportFaults(
  language: Language,
  faults: readonly Fault[],
  detail: string,
): { reason?: string; detail?: string } {
  const ofDetail = faults.find(({ pointer }) => pointer === '#/detail')
  return {
    ...(faults.some(({ pointer }) => pointer === '#/reason') && { reason: language.messages.faultChoice }),
    ...(ofDetail && { detail: faultText(language, 'detail', ofDetail, tidyBlock(detail)) }),
  }
}
