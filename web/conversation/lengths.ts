/**
 * Texts as the server stores and counts them (functions/domain/writing.ts).
 */
const tidied = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .replace(/^\s*\n/, '')
    .trimEnd()

/** Characters as people count them. */
export const lengthOf = (text: string): number => [...tidied(text)].length
