/**
 * Refusals in the reader's language, and faults beside the fields that they belong to.
 */
import type { Fault, Refusal } from '../domain/errors.ts'
import { type Faults, type Field, LONGEST } from './commentForm.ts'
import type { Language } from './language.ts'
import { number, sayCount, sayText } from './wording.ts'

/** Why something could not be done, as one sentence. */
export function refusalText(language: Language, refusal: Refusal): string {
  const { messages } = language
  switch (refusal.kind) {
    case 'too-many-requests':
      return sayCount(language, messages.tooMany, refusal.retryAfter ?? 60)
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
    case 'invalid-input':
      // Fields are answered beside themselves; what is left is where a reply wants to stand.
      return refusal.faults?.some(({ pointer }) => pointer === '#/parentId') ? messages.tooDeep : messages.failedText
    default:
      return messages.failedText
  }
}

const FIELD_OF: Record<string, Field> = {
  '#/author/name': 'name',
  '#/author/email': 'email',
  '#/author/url': 'url',
  '#/text': 'text',
}

/**
 * What to mend, field by field. A fault says in English what is wrong; here its cause is looked up in the value again, so
 * that it can be said in any language.
 * @param values as they were typed
 */
export function faultsOf(language: Language, faults: readonly Fault[], values: Record<Field, string>): Faults {
  const found: Faults = {}
  for (const { pointer } of faults) {
    const field = FIELD_OF[pointer]
    if (field)
      found[field] ??= faultText(language, field, values[field].replace(/\r\n?/g, '\n').normalize('NFC').trim())
  }
  return found
}

function faultText(language: Language, field: Field, value: string): string {
  const { messages } = language
  const length = [...value].length
  const max = LONGEST[field]
  if (length === 0) return messages.faultRequired
  if (length > max)
    return sayText(messages.faultTooLong, { count: number(language, length), max: number(language, max) })
  if (field === 'email') return messages.faultEmail
  if (field === 'url') return messages.faultUrl
  // Only quotes and lists inside each other make a text that is not empty, not too long and shown in full wrong.
  return field === 'text' && /^[\s>*+\-\d.)]{16}/m.test(value) ? messages.faultNested : messages.faultCharacters
}

/**
 * What to mend in a report.
 * @param detail as it was typed
 */
export function reportFaults(
  language: Language,
  fields: readonly ('reason' | 'detail')[],
  detail: string,
): { reason?: string; detail?: string } {
  const { messages } = language
  const length = [...detail.trim()].length
  const tooLong = sayText(messages.faultTooLong, { count: number(language, length), max: number(language, 500) })
  return {
    ...(fields.includes('reason') && { reason: messages.faultChoice }),
    ...(fields.includes('detail') && { detail: length > 500 ? tooLong : messages.faultCharacters }),
  }
}
