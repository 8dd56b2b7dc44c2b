/** Markdown that takes long to render, of as many characters as a comment may have. */

const LENGTH = 8000
const filled = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)

/** The worst that we found of what micromark is quadratic in: emphasis, and half-written addresses. */
const TEXTS = [
  `${'*'.repeat(3999)}x${'*'.repeat(3999)}`,
  filled('www.a_'),
  filled('*a**b'),
  filled('*_'),
  filled('_a*b'),
]

/** The number is first, so that no two are the same. */
export const dear = (number: number): string => `${number} ${TEXTS[number % TEXTS.length]}`.slice(0, LENGTH)
