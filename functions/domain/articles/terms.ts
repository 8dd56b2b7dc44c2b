/**
 * The terms by which articles are found: what an article is filed under and what a query asks for, by the same rules in
 * every language, since nobody says which one a text is in.
 *
 * Words are runs of letters and numbers, folded as far as people leave things out when they type. Han, kana and Hangul,
 * which are written without spaces or with endings stuck to the words, become overlapping pairs of characters, as in
 * Lucene's CJKAnalyzer (https://lucene.apache.org/core/10_2_0/analysis/common/org/apache/lucene/analysis/cjk/CJKBigramFilter.html);
 * the single characters are filed as well, because many are words. Arabic, Persian and Hindi are folded as by
 * Lucene's normalizers for them (…/analysis/ar/ArabicNormalizer.html, …/fa/PersianNormalizer.html, …/hi/HindiNormalizer.html).
 * No word is reduced to its stem; only the Arabic article is taken off.
 */
import { folded } from './folding.ts'

/** Terms that a query asks for at most; each is a list to be read. */
export const MOST_ASKED = 10
/** What a longer word is cut to, in characters. */
const LONGEST_WORD = 40

/** Written in pairs. The letters alone: these scripts claim some punctuation, too (Unicode's ScriptExtensions.txt). */
const PAIRED = String.raw`(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]`
const RUN = new RegExp(`(?<paired>(?:${PAIRED}\\p{M}*)+)|(?:(?!${PAIRED})[\\p{L}\\p{N}]\\p{M}*)+`, 'gu')
/** What an article is to be filed under for a text of its. In the order in which they first occur, each once. */
export function filedTerms(text: string): Set<string> {
  const terms = new Set<string>()
  for (const { run, isPaired } of runsIn(text)) {
    if (!isPaired) {
      terms.add(run)
      continue
    }
    const characters = charactersOf(run)
    for (const term of pairsOf(characters)) terms.add(term)
    for (const character of characters) terms.add(character)
  }
  return terms
}

/** What a query asks for: an article is found when it is filed under each. At most {@link MOST_ASKED}, the first ones. */
export function askedTerms(query: string): string[] {
  const terms = new Set<string>()
  for (const { run, isPaired } of runsIn(query))
    for (const term of isPaired ? pairsOf(charactersOf(run)) : [run]) terms.add(term)
  return [...terms].slice(0, MOST_ASKED)
}

function* runsIn(text: string): Generator<{ run: string; isPaired: boolean }> {
  for (const { 0: run, groups } of foldedForSearch(text).matchAll(RUN)) {
    const isPaired = groups?.paired !== undefined
    yield { run: isPaired ? run : shortened(run.replace(ARABIC_ARTICLE, '')), isPaired }
  }
}

/** A character stands with its marks, of which no real one has more than two: a key has room for so much. */
const charactersOf = (run: string): string[] => run.match(/\P{M}\p{M}{0,2}/gu) ?? []

/** Overlapping pairs; a character that stands alone is all there is. */
function pairsOf(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/** A cut word finds what begins like it, which is better than nothing. */
function shortened(word: string): string {
  // Most words are shorter even in UTF-16 units; telling characters apart takes time.
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join('')
}

/**
 * “the” in Arabic, alone or behind “and”, “in”, “like”, “so” or “to”, is written as part of the word, which is looked up without it:
 * the prefixes of Lucene's ArabicStemmer, where three letters are left.
 */
const ARABIC_ARTICLE = /^(?:[وبكف]?ال|لل)(?=\p{Script=Arabic}{3})/u

const REPLACED: Record<string, string> = {
  // Greek sigma at the end of a word; Russian yo, which is mostly printed as ye; stressed vowels of Bulgarian.
  ς: 'σ',
  ё: 'е',
  ѐ: 'е',
  ѝ: 'и',
  // Alef wasla; yeh without dots, of Persian and of Urdu; keheh; teh marbuta; the forms of heh.
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ے: 'ي',
  ک: 'ك',
  ة: 'ه',
  ە: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  // Candrabindu, which is mostly typed as anusvara.
  '\u0901': '\u0902',
}
const REPLACEABLE = new RegExp(`[${Object.keys(REPLACED).join('')}]`, 'gu')

function foldedForSearch(text: string): string {
  return (
    folded(text)
      .normalize('NFD')
      // Soft hyphens, joiners, fillers. A zero-width space parts words, and so does the non-joiner, below.
      .replace(/(?![\u200B\u200C])\p{Default_Ignorable_Code_Point}/gu, '')
      // Tatweel only makes a word longer.
      .replace(/\u0640/g, '')
      // Accents and breathings, vowel points, hamza over alef, niqqud; of Devanagari only the nukta.
      .replace(/([\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu, '$1')
      .replace(/\u093C/g, '')
      .normalize('NFC')
      // What is left of marks on Cyrillic shows stress; й and ї have become letters of their own again.
      .replace(/(\p{Script=Cyrillic})\p{M}+/gu, '$1')
      .replace(REPLACEABLE, (letter) => REPLACED[letter] ?? letter)
      // In Persian the non-joiner stands where others put a space; elsewhere it only shapes letters.
      .replace(/(?<!\p{Script=Arabic})\u200C/gu, '')
      // Hebrew writes acronyms with a quotation mark inside (Unicode Standard Annex 29, rule WB7b).
      .replace(/(?<=\p{Script=Hebrew})["״](?=\p{Script=Hebrew})/gu, '')
      .replace(/(?![0-9])\p{Nd}/gu, digitOf)
  )
}

/** Unicode keeps the ten digits of each script together and in order, and begins each ten anew (section 4.6). */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}
