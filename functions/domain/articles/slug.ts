/**
 * The part of an article's address that names it. Made from the title in whatever script that is written, so that
 * 「港の朝」 has an address as readable as “Harbour morning”.
 */
import { folded } from './folding.ts'

const MAX_LENGTH = 100
/** Room for `-9` or a random suffix behind a slug that is taken. */
const SUFFIX_ROOM = 8

/** Words of letters and numbers with their marks, of any script, joined by single hyphens. */
const SHAPE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u

/**
 * Fillers that count as letters and marks that only choose a shape: an address with one looks like another without. Unicode
 * has a property for most of them. Those that it leaves out, by their names in
 * https://www.unicode.org/Public/17.0.0/ucd/UnicodeData.txt: Brahmi number joiner, the mirror and the two blanks of Egyptian
 * hieroglyphs, the filler of Khitan small script, Duployan thick letter selector. Not what stacks letters, such as Khmer's
 * coeng: it is not seen by itself either, but words are written with it.
 */
const UNSEEN = String.raw`\p{Default_Ignorable_Code_Point}\u{1107F}\u{13440}-\u{13442}\u{16FE4}\u{1BC9D}`
const INVISIBLE = new RegExp(`[${UNSEEN}]`, 'u')
/** “don’t” is one word; a zero-width joiner only shapes letters, as others that can’t be seen, while a non-joiner parts them. */
const INSIDE_WORDS = new RegExp(String.raw`(?<=\p{L})['’ʼ](?=\p{L})|(?!\u200C)[${UNSEEN}]`, 'gu')

/** Whether a text could be the slug of an article: normalised, lower-case, at most 100 characters. */
export function isSlug(text: string): boolean {
  return (
    text.length <= 2 * MAX_LENGTH &&
    text === normalised(text) &&
    SHAPE.test(text) &&
    !INVISIBLE.test(text) &&
    [...text].length <= MAX_LENGTH
  )
}

/** A slug made from a title; never empty: `otherwise` stands in where nothing is left, as of “?!”. */
export function slugFrom(title: string, otherwise = 'article'): string {
  const words = folded(title)
    .replace(INSIDE_WORDS, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/^\p{M}+/u, ''))
    .filter((word) => word !== '')
  const slug = normalised(shortened(words.join('-'), MAX_LENGTH))
  return isSlug(slug) ? slug : otherwise
}

/** The slug with something behind it, when it alone is taken: `harbour-morning-2`. */
export function withSuffix(slug: string, suffix: string): string {
  return `${shortened(slug, MAX_LENGTH - SUFFIX_ROOM)}-${suffix}`
}

/** NFKC, so that two ways to write the same letters are one address (Unicode TR 15). */
function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** Cut to a number of characters, between words where that leaves at least half. */
function shortened(slug: string, length: number): string {
  const characters = [...slug]
  if (characters.length <= length) return slug
  const cut = characters.slice(0, length).join('')
  const wordEnd = characters[length] === '-' ? cut.length : cut.lastIndexOf('-')
  return (wordEnd >= cut.length / 2 ? cut.slice(0, wordEnd) : cut).replace(/-$/, '')
}
