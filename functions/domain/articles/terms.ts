/**
 * Search terms of articles and queries. The rules are the same for all languages, because the language of a text is
 * often unknown.
 *
 * Words are runs of letters and numbers. Folding removes differences that people often do not type. Han, kana and
 * Hangul are written without spaces or with endings attached to words. They become overlapping pairs of characters, as
 * in Lucene's CJKAnalyzer
 * (https://lucene.apache.org/core/10_2_0/analysis/common/org/apache/lucene/analysis/cjk/CJKBigramFilter.html). The
 * index has the single characters too, because many are words. Arabic, Persian and Hindi are folded as in Lucene's
 * normalizers (…/analysis/ar/ArabicNormalizer.html, …/fa/PersianNormalizer.html, …/hi/HindiNormalizer.html). Words are
 * not stemmed, but the Arabic article is removed.
 */
import { folded } from './folding.ts'

/** The maximum number of terms in a query. For each term, one list is read. */
export const MOST_ASKED = 10
/** Characters. Longer words are cut. */
const LONGEST_WORD = 40

/**
 * Characters that become pairs. Letters and numbers only: these scripts also include punctuation
 * (ScriptExtensions.txt).
 */
const PAIRED = String.raw`(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]`
const RUN = new RegExp(`(?<paired>(?:${PAIRED}\\p{M}*)+)|(?:(?!${PAIRED})[\\p{L}\\p{N}]\\p{M}*)+`, 'gu')

/** The terms to index for a text, in the order in which they first occur, without duplicates. */
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

/** The first {@link MOST_ASKED} terms of a query. The query finds the articles that have all of them. */
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

/** The characters of a run, each with up to two marks. No real character has more, and the limit keeps keys short. */
const charactersOf = (run: string): string[] => run.match(/\P{M}\p{M}{0,2}/gu) ?? []

/** Overlapping pairs of characters. A single character is returned alone. */
function pairsOf(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/** Cuts a long word. It then matches all words with the same beginning. */
function shortened(word: string): string {
  // Most words are shorter in UTF-16 units already. Splitting into characters takes time.
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join('')
}

/**
 * The Arabic article “the”, alone or after “and”, “in”, “like”, “so” or “to”. It is written as part of the word, and is
 * removed. These are the prefixes of Lucene's ArabicStemmer, if three letters are left.
 */
const ARABIC_ARTICLE = /^(?:[وبكف]?ال|لل)(?=\p{Script=Arabic}{3})/u

const REPLACED: Record<string, string> = {
  // Greek final sigma; Russian yo, which is mostly printed as ye; stressed vowels of Bulgarian.
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
      // Soft hyphens, joiners, fillers. A zero-width space separates words. The non-joiner is handled below.
      .replace(/(?![\u200B\u200C])\p{Default_Ignorable_Code_Point}/gu, '')
      // Tatweel only lengthens a word in print.
      .replace(/\u0640/g, '')
      // Greek accents and breathings, Arabic vowel points, hamza over alef, niqqud; in Devanagari only the nukta.
      .replace(/([\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu, '$1')
      .replace(/\u093C/g, '')
      .normalize('NFC')
      // NFC has composed й and ї again. The remaining marks on Cyrillic letters show stress.
      .replace(/(\p{Script=Cyrillic})\p{M}+/gu, '$1')
      .replace(REPLACEABLE, (letter) => REPLACED[letter] ?? letter)
      // In Persian, the non-joiner separates words. In other scripts it only shapes letters.
      .replace(/(?<!\p{Script=Arabic})\u200C/gu, '')
      // Hebrew acronyms have a quotation mark inside (Unicode Standard Annex 29, rule WB7b).
      .replace(/(?<=\p{Script=Hebrew})["״](?=\p{Script=Hebrew})/gu, '')
      .replace(/(?![0-9])\p{Nd}/gu, digitOf)
  )
}

/** The ASCII digit of a digit in any script. In Unicode, the ten digits of each script are contiguous (section 4.6). */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}
