/**
 * Makes names, titles and tags one line of limited length.
 */
import type { Notice } from '../conversation.ts'
import { EMAIL_LENGTH, NAME_LENGTH } from '../limits.ts'

/**
 * Invisible characters that no line may have: controls, line separators and marks that change the direction of text.
 */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu
/** A character that can be seen. */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether a text has a visible character. */
export const isVisible = (text: string): boolean => VISIBLE.test(text)

/** A text in one line. Empty if nothing in it is visible. */
export function lineOf(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\u0085]+/g, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .trim()
  return isVisible(line) ? line : ''
}

/** The line, or its beginning with an ellipsis if it is too long. */
export function shortened(line: string, length: number): string {
  const characters = [...line]
  return characters.length <= length
    ? line
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}

/** A name as it is shown. `remark` is called with changes. */
export function nameOf(text: string, remark: Notice): string {
  const name = lineOf(text)
  if (name === '') return 'Anonymous'
  const short = shortened(name, NAME_LENGTH)
  if (short !== name) remark('the name was shortened', `“${name}”`)
  return short
}

/** Whether the API accepts an e-mail address. */
export const isEmail = (text: string): boolean =>
  text.length <= EMAIL_LENGTH && /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(text)
