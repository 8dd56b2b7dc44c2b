/**
 * Texts as people paste them, made fit to store: what nobody sees and nobody meant becomes a space, a line end or nothing.
 * What is left and could deceive a reader is found here too.
 */

/** New line, line tabulation, form feed, next line, line and paragraph separator (Unicode 5.8, newline guidelines). */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g
/**
 * Controls, soft hyphens, byte order marks, deprecated formats, interlinear annotations: of other programs. Joiners, variation
 * selectors and directional marks stay, which Persian, Hindi, Hebrew and emoji are written with.
 */
const LEFTOVERS = /[[\p{Cc}--[\t\n]]\u00AD\uFEFF\u206A-\u206F\uFFF9-\uFFFB]/gv
/** In one line also what means something in running text alone: embeddings, isolates, and where a line may be broken. */
const LEFTOVERS_IN_LINES = /[\u200B\u2060-\u2064\u202A-\u202C\u2066-\u2069]/g
/** In an address whatever is invisible, but for the joiners that are letters in some languages. */
const LEFTOVERS_IN_ADDRESSES = /[[\p{Cc}\p{Cf}]--[\u200C\u200D\u202D\u202E]]/gv

/** Several lines, such as Markdown: without blank lines around them. The first keeps its indentation, which means code. */
export const tidyBlock = (text: string): string =>
  text
    .replace(LINE_ENDS, '\n')
    .replace(LEFTOVERS, '')
    .normalize('NFC')
    .replace(/^\s*\n/, '')
    .trimEnd()

/** One line, such as a name. */
export const tidyLine = (text: string): string =>
  text
    .replace(LINE_ENDS, ' ')
    .replace(/[\t\n]/g, ' ')
    .replace(LEFTOVERS, '')
    .replace(LEFTOVERS_IN_LINES, '')
    .normalize('NFC')
    .trim()

/** A web or e-mail address. */
export const tidyAddress = (text: string): string => text.replace(LEFTOVERS_IN_ADDRESSES, '').normalize('NFC').trim()

/**
 * Something that leaves a mark on the page: a name made of zero-width characters is no name. Nor is one of the Hangul
 * fillers, which count as letters and show nothing, or of the Braille pattern without a dot.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether there is anything to see in a text. */
export const isVisible = (text: string): boolean => VISIBLE.test(text)

const OVERRIDE = /[\u202D\u202E]/
const ISOLATES = /[\u2066-\u2068]/
const EMBEDDINGS = /[\u202A\u202B]/
const POP_ISOLATE = '\u2069'
const POP_EMBEDDING = '\u202C'

/**
 * Where a text is turned so that it reads otherwise than it is stored (Unicode TR 36, 3.1; CVE-2021-42574): by an override, or
 * by an embedding or isolate that a paragraph does not end.
 * @returns the visible characters around that place
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
    // One that ends nothing has no effect (Unicode TR 9, X6a and X7).
    else if (character === open.at(-1)?.by) open.pop()
  }
  return open.at(0)?.at
}

const shownOf = (text: string) => [...text.replace(/[\p{C}\s]+/gu, ' ')]

function around(text: string, at: number): string {
  return [...shownOf(text.slice(0, at)).slice(-12), ...shownOf(text.slice(at + 1)).slice(0, 12)].join('').trim()
}
