import fc from 'fast-check'
import { isSlug, slugFrom, withSuffix } from './slug.ts'

test.each([
  ['Harbour morning', 'harbour-morning'],
  ['Don’t panic — 50% off!', 'dont-panic-50-off'],
  ['Crème brûlée à Łódź', 'creme-brulee-a-lodz'],
  ['Straße der Größe', 'strasse-der-grosse'],
  ['港の朝', '港の朝'],
  ['ｶﾞｷﾞｸﾞ', 'ガギグ'],
  ['كلمات السوق: كيف', 'كلمات-السوق-كيف'],
  ['हिन्दी में', 'हिन्दी-में'],
  ['?!', 'article'],
  ['😀', 'article'],
])('“%s” becomes %s', (title, slug) => expect(slugFrom(title)).toBe(slug))

test('whatever the title, its slug is one, also with something behind it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 250 }), (title) => {
      expect(isSlug(slugFrom(title))).toBe(true)
      expect(isSlug(withSuffix(slugFrom(title), 'a1b2c3d'))).toBe(true)
    }),
  )
})

test('a long title is cut between words', () => {
  expect(slugFrom('harbour '.repeat(30))).toMatch(/^(harbour-)+harbour$/)
})

test.each(['', 'A', 'a b', 'a--b', '-a', 'a-', 'a_b', 'a/b', 'e\u0301', 'a\u200Db', 'x'.repeat(101), '..', '%61', 'ﬁ'])(
  '“%s” is no slug',
  (text) => expect(isSlug(text)).toBe(false),
)

const UNSEEN = ['a\u115f', 'a\u1160', '\u3164', 'a\ufe0f', 'a\u034fb', 'a\u180b', 'a\u2065', 'a\u{e0100}', 'a\u17b4']
const BLANK = [
  '\u{13441}',
  'a\u{13442}',
  'a-\u{13441}',
  '\u{13000}\u{13440}',
  'a\u{16fe4}',
  'a\u{1bc9d}b',
  'a\u{1107f}',
]

test.each([...UNSEEN, ...BLANK])('%j holds what nobody sees, so it is no slug', (text) => {
  expect(isSlug(text)).toBe(false)
  expect(isSlug(slugFrom(`${text} story`))).toBe(true)
})

test.each(['ព្រះ', 'မြန်မာ', '\u{13000}\u{13001}'])('“%s”, stacked or in hieroglyphs, is one', (text) => {
  expect(isSlug(text)).toBe(true)
  expect(slugFrom(text)).toBe(text)
})

test('a title of nothing but blanks has no slug of its own', () => {
  expect(slugFrom('\u{13441}\u{13442}\u{16fe4}')).toBe('article')
})
