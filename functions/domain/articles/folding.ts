/**
 * Text with the differences taken out that people don't type: capitals, widths, and the marks of Latin letters. Addresses
 * are made of it, and search compares it.
 */

/** Latin letters that Unicode does not take apart into a plain letter and a mark. */
const PLAIN: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ð: 'd',
  đ: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
}

/** Lower-case, with Latin letters freed of their marks; other scripts keep theirs. In the form NFKC. */
export function folded(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replace(/[æœøßðđþłħı]/gu, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFKC')
}
