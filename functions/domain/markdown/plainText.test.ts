import fc from 'fast-check'
import { renderComment } from './commentMarkdown.ts'
import { renderPlainText } from './plainText.ts'

/**
 * Pieces that decide whether text is Markdown: marks, line starts and ends, addresses, letters and spaces of many
 * scripts.
 */
const PIECES = [
  ...['a', 'Word', 'é', 'e\u0301', 'の', 'كلمة', '😀', '1', '12', '٣', 'x1'],
  ...[' ', '  ', '    ', '\t', '\n', '\n\n', '\n\n\n', '\r', '\u00A0', '\u2028', '\u200D'],
  ...[',', '.', ';', ':', '?', '!', "'", '"', '(', ')', '…', '–', '“', '-', '--', '---', '1.', '1)', '٣.', '1. ', '- '],
  ...['*', '_', '~~', '`', '#', '>', '<', '&', '&amp;', '[', ']', '\\', '=', '===', '+', '|', '/', '@', '\u0000'],
  ...['www.a.example', 'WWW.a.example', 'http://a.example', 'https:', 'a@b.example', 'mailto:a'],
]

const pieces = (among: readonly string[]) =>
  fc.array(fc.constantFrom(...among), { minLength: 1, maxLength: 30 }).map((parts) => parts.join(''))
const isPlain = (piece: string) => renderPlainText(`a${piece}a`) !== undefined

test('whatever is taken for plain text is rendered as the Markdown compiler renders it', () => {
  let taken = 0
  const agrees = (text: string) => {
    const html = renderPlainText(text)
    if (html === undefined) return
    taken++
    expect(html).toBe(renderComment(text))
  }
  fc.assert(fc.property(pieces(PIECES), agrees), { numRuns: 5000 })
  fc.assert(fc.property(pieces(PIECES.filter(isPlain)), agrees), { numRuns: 5000 })
  expect(taken).toBeGreaterThan(500)
})

test('any two pieces agree, at the start, in the middle and at the end of a line', () => {
  const texts = PIECES.flatMap((first) =>
    PIECES.flatMap((second) => [
      `${first}${second}`,
      `a${first}${second}`,
      `a\n${first}${second}`,
      `${first}a${second}b`,
    ]),
  )
  const plain = texts.filter((text) => renderPlainText(text) !== undefined)
  expect(plain.map((text) => [text, renderPlainText(text)])).toEqual(plain.map((text) => [text, renderComment(text)]))
})

test.each([
  ['Nobody on the quay was asked.', '<p>Nobody on the quay was asked.</p>'],
  ['“Why?” she said: "No."\n\nWell - no.', '<p>“Why?” she said: &quot;No.&quot;</p>\n<p>Well - no.</p>'],
  ['12 boats left\nand three came', '<p>12 boats left<br />\nand three came</p>'],
  ['岸壁では誰も聞かれなかった', '<p>岸壁では誰も聞かれなかった</p>'],
])('%j is plain', (text, html) => expect(renderPlainText(text)).toBe(html))

test.each(['*a*', 'a & b', '1. a', '- a', 'www.a.example', 'a  \nb', ' a', '# a', '', '\n'])('%j is not', (text) =>
  expect(renderPlainText(text)).toBeUndefined(),
)
