/** Markdown that takes long to render, of as many characters as a comment may have. */

const LENGTH = 8000
const filled = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)

/** The slowest known texts. micromark takes quadratic time for emphasis and for incomplete addresses. */
const TEXTS = [
  `${'*'.repeat(3999)}x${'*'.repeat(3999)}`,
  filled('www.a_'),
  filled('*a**b'),
  filled('*_'),
  filled('_a*b'),
]

/** The number comes first, so that no two texts are the same. */
export const dear = (number: number): string => `${number} ${TEXTS[number % TEXTS.length]}`.slice(0, LENGTH)
