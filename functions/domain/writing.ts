/**
 * Normalises texts before they are stored: invisible leftovers are removed or become a space or a line end. Also finds
 * the remaining characters that could deceive a reader.
 */

/** New line, line tabulation, form feed, next line, line and paragraph separator (Unicode 5.8, newline guidelines). */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g
/**
 * Leftovers of other programs: controls, soft hyphens, byte order marks, deprecated formats, interlinear annotations.
 * Joiners, variation selectors and directional marks stay, because Persian, Hindi, Hebrew and emoji need them.
 */
const LEFTOVERS = /[[\p{Cc}--[\t\n]]\u00AD\uFEFF\u206A-\u206F\uFFF9-\uFFFB]/gv
/** Removed from single lines only: embeddings, isolates and line-break opportunities. Running text may need them. */
const LEFTOVERS_IN_LINES = /[\u200B\u2060-\u2064\u202A-\u202C\u2066-\u2069]/g
/**
 * Removed from addresses: all invisible characters but the joiners, which some languages need, and the overrides, which
 * {@link turnedAt} finds.
 */
const LEFTOVERS_IN_ADDRESSES = /[[\p{Cc}\p{Cf}]--[\u200C\u200D\u202D\u202E]]/gv

/**
 * Tidies several lines, such as Markdown, and removes blank lines around them. The first line keeps its indentation,
 * which marks code.
 */
export const tidyBlock = (text: string): string =>
  text
    .replace(LINE_ENDS, '\n')
    .replace(LEFTOVERS, '')
    .normalize('NFC')
    .replace(/^\s*\n/, '')
    .trimEnd()

/** Tidies one line, such as a name. */
export const tidyLine = (text: string): string =>
  text
    .replace(LINE_ENDS, ' ')
    .replace(/[\t\n]/g, ' ')
    .replace(LEFTOVERS, '')
    .replace(LEFTOVERS_IN_LINES, '')
    .normalize('NFC')
    .trim()

/** Tidies a web or e-mail address. */
export const tidyAddress = (text: string): string => text.replace(LEFTOVERS_IN_ADDRESSES, '').normalize('NFC').trim()

/**
 * A visible character. Zero-width characters, the Hangul fillers and the Braille pattern without a dot are not. The
 * fillers count as letters in Unicode but show nothing.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether a text has a visible character. */
export const isVisible = (text: string): boolean => VISIBLE.test(text)

const OVERRIDE = /[\u202D\u202E]/
const ISOLATES = /[\u2066-\u2068]/
const EMBEDDINGS = /[\u202A\u202B]/
const POP_ISOLATE = '\u2069'
const POP_EMBEDDING = '\u202C'

/**
 * Finds the first character that reorders the text for readers (Unicode TR 36, 3.1; CVE-2021-42574): an override, or an
 * embedding or isolate that is still open at the end of its paragraph.
 * @returns the visible characters around that character
 */
export function turnedAt(text: string): string | undefined {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const at = turnIn(paragraph)
    if (at !== undefined) return around(paragraph, at)
  }
  return undefined
}

function turnIn(paragraph: string): number | undefined {
  if (!/[\u202A-\u202E\u2066-\u2069]/.test(paragraph)) return undefined
  const open: { at: number; by: string }[] = []
  for (let at = 0; at < paragraph.length; at++) {
    const character = paragraph.charAt(at)
    if (OVERRIDE.test(character)) return at
    if (ISOLATES.test(character)) open.push({ at, by: POP_ISOLATE })
    else if (EMBEDDINGS.test(character)) open.push({ at, by: POP_EMBEDDING })
    // An end without a matching start has no effect (Unicode TR 9, X6a and X7).
    else if (character === open.at(-1)?.by) open.pop()
  }
  return open.at(0)?.at
}

const visibleCharacters = (text: string) => [...text.replace(/[\p{C}\s]+/gu, ' ')]

function around(text: string, at: number): string {
  const before = visibleCharacters(text.slice(0, at)).slice(-12)
  const after = visibleCharacters(text.slice(at + 1)).slice(0, 12)
  return [...before, ...after].join('').trim()
}
