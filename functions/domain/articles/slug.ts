/**
 * Slugs: the part of an address that names the article. A slug keeps the script of the title, so that 「港の朝」 has a
 * readable address, as “Harbour morning” has.
 */
import { folded } from './folding.ts'

const MAX_LENGTH = 100
/** Room for `-9` or a random suffix, if the slug is taken. */
const SUFFIX_ROOM = 8

/** Words of letters and numbers with their marks, of any script, joined by single hyphens. */
const SHAPE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u

/**
 * Fillers that count as letters, and marks that only select a shape. An address with one looks the same as one without
 * it. Unicode has a property for most of them. The others, by their names in
 * https://www.unicode.org/Public/17.0.0/ucd/UnicodeData.txt: Brahmi number joiner, the mirror and the two blanks of
 * Egyptian hieroglyphs, the filler of Khitan small script, Duployan thick letter selector. Marks that stack letters,
 * such as Khmer's coeng, are not included. They are invisible too, but words need them.
 */
const UNSEEN = String.raw`\p{Default_Ignorable_Code_Point}\u{1107F}\u{13440}-\u{13442}\u{16FE4}\u{1BC9D}`
const INVISIBLE = new RegExp(`[${UNSEEN}]`, 'u')
/**
 * Removed inside words: the apostrophe, as in “don’t”, and invisible characters. The zero-width non-joiner separates
 * words instead.
 */
const INSIDE_WORDS = new RegExp(String.raw`(?<=\p{L})['’ʼ](?=\p{L})|(?!\u200C)[${UNSEEN}]`, 'gu')

/** Whether a text has the form of a slug: normalised, lower case, at most 100 characters. */
export function isSlug(text: string): boolean {
  return (
    text.length <= 2 * MAX_LENGTH &&
    text === normalised(text) &&
    SHAPE.test(text) &&
    !INVISIBLE.test(text) &&
    [...text].length <= MAX_LENGTH
  )
}

/**
 * Makes a slug from a title.
 * @param otherwise the slug of a title without letters and digits, such as “?!”
 */
export function slugFrom(title: string, otherwise = 'article'): string {
  const words = folded(title)
    .replace(INSIDE_WORDS, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/^\p{M}+/u, ''))
    .filter((word) => word !== '')
  const slug = normalised(shortened(words.join('-'), MAX_LENGTH))
  return isSlug(slug) ? slug : otherwise
}

/** The slug with a suffix, such as `harbour-morning-2`, for a slug that is taken. */
export function withSuffix(slug: string, suffix: string): string {
  return `${shortened(slug, MAX_LENGTH - SUFFIX_ROOM)}-${suffix}`
}

/** Lower case and NFKC, so that two encodings of the same letters are one address (Unicode TR 15). */
function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** The slug cut to a number of characters, between words if that leaves at least half. */
function shortened(slug: string, length: number): string {
  const characters = [...slug]
  if (characters.length <= length) return slug
  const cut = characters.slice(0, length).join('')
  const wordEnd = characters[length] === '-' ? cut.length : cut.lastIndexOf('-')
  return (wordEnd >= cut.length / 2 ? cut.slice(0, wordEnd) : cut).replace(/-$/, '')
}
