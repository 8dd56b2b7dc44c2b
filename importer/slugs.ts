/**
 * Old names in addresses as slugs: lower-case words of letters and numbers, of any script, with single hyphens between.
 */
const MAX_LENGTH = 100

/** @returns an empty text when nothing is left */
export function slugOf(text: string): string {
  const words = decoded(text)
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/^\p{M}+/u, ''))
  return cut(words.filter((word) => word !== '').join('-'), MAX_LENGTH)
}

/** The slug with a number behind it, for when it alone is not enough. */
export const numbered = (slug: string, number: string): string =>
  slug === '' ? number : `${cut(slug, MAX_LENGTH - number.length - 1)}-${number}`

/** The last part of an address's path, as a slug. */
export function slugInAddress(address: string): string {
  const path = URL.parse(address)?.pathname ?? ''
  const last = path.split('/').findLast((part) => part !== '') ?? ''
  return slugOf(decoded(last).replace(/\.(?:html?|php|aspx?)$/i, ''))
}

const cut = (slug: string, length: number): string => [...slug].slice(0, length).join('').replace(/-+$/, '')

/** WordPress keeps other scripts than Latin percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
