/**
 * Folds text: removes differences that people often do not type, which are case, width, and the marks of Latin letters.
 * Slugs and search use folded text.
 */

/** Latin letters that Unicode does not decompose into a plain letter and a mark. */
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

/** The text in lower case and NFKC, without the marks of Latin letters. Other scripts keep their marks. */
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
