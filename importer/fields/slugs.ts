/**
 * Old names in addresses as slugs: lower-case words of letters and numbers, of any script, with single hyphens between.
 */
const MAX_LENGTH = 100

/**
 * What nobody sees, so that no slug has it: beside what Unicode calls so, Brahmi number joiner, the mirror and the two
 * blanks of Egyptian hieroglyphs, the filler of Khitan small script, Duployan thick letter selector.
 */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u{1107F}\u{13440}-\u{13442}\u{16FE4}\u{1BC9D}]/gu

/** @returns an empty text if nothing is left */
export function slugOf(text: string): string {
  const words = normalised(normalised(decoded(text)).replace(UNSEEN, ''))
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/^\p{M}+/u, ''))
  return cut(words.filter((word) => word !== '').join('-'), MAX_LENGTH)
}

/** The slug with a number after it, which makes it unique. */
export const numbered = (slug: string, number: string): string =>
  slug === '' ? number : `${cut(slug, MAX_LENGTH - number.length - 1)}-${number}`

/** The last part of an address's path, as a slug. */
export function slugInAddress(address: string): string {
  const path = URL.parse(address)?.pathname ?? ''
  const last = path.split('/').findLast((part) => part !== '') ?? ''
  return slugOf(decoded(last).replace(/\.(?:html?|php|aspx?)$/i, ''))
}

const normalised = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

const cut = (slug: string, length: number): string => [...slug].slice(0, length).join('').replace(/-+$/, '')

/** WordPress keeps other scripts than Latin percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
