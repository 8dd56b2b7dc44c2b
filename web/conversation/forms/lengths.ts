/**
 * The length of a text as the server stores and counts it (functions/domain/writing.ts).
 */

/** Characters as people count them. */
const lengthOf = (text: string): number => [...text.normalize('NFC')].length

/** The length of a text of several lines, without blank lines around it. The first line keeps its indentation. */
export const blockLength = (text: string): number =>
  lengthOf(
    text
      .replace(/\r\n?/g, '\n')
      .replace(/^\s*\n/, '')
      .trimEnd(),
  )

/** The length of a text of one line. */
export const lineLength = (text: string): number => lengthOf(text.trim())
