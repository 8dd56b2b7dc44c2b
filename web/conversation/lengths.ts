/**
 * Texts as the server stores and counts them (functions/http/fields.ts).
 */
export const tidied = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC').trim()

/** Characters as people count them. */
export const lengthOf = (text: string): number => [...tidied(text)].length
