import fc from 'fast-check'
import { isSlug } from '../../functions/domain/articles/slug.ts'
import { numbered, slugInAddress, slugOf } from './slugs.ts'

/**
 * Text with much of what makes slugs hard: marks, capitals, what nobody sees, what falls apart when it is normalised.
 */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.string({
    unit: fc.constantFrom(
      ...[
        'a',
        'É',
        'İ',
        'Σ',
        'ß',
        'ﬁ',
        'ᾳ',
        '가',
        '\u1100',
        '\u1161',
        '\u0301',
        '\u0345',
        '\u093C',
        '-',
        '%',
        ' ',
        '7',
      ],
      ...['\u200C', '\u3164', '\uFFA0', '\u{1107F}', '\u{13440}', '\u{13441}', '\u{13442}', '\u{16FE4}', '\u{1BC9D}'],
    ),
    maxLength: 120,
  }),
)

/** What the server takes for an article’s address, or nothing. */
const isSlugOrEmpty = (slug: string): boolean => slug === '' || isSlug(slug)

test('whatever an old name holds, what is made of it is a slug or nothing', () => {
  fc.assert(
    fc.property(text, (name) => {
      expect(isSlugOrEmpty(slugOf(name))).toBe(true)
      expect(isSlug(numbered(slugOf(name), '4711'))).toBe(true)
      expect(isSlugOrEmpty(slugInAddress(`https://old.example/2009/${name}.html`))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('so it is for each character that may stand in one', () => {
  const wrong: string[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code)
    if (/[\p{L}\p{M}\p{N}]/u.test(character) && !isSlugOrEmpty(slugOf(`a${character}`))) wrong.push(code.toString(16))
  }
  expect(wrong).toEqual([])
})

test.each(['a\u{13441}', '\u{13442}a', 'a\u{16FE4}', 'a\u{1BC9D}', 'a\u3164', 'a\u{E0100}'])(
  '%j is made a slug without what nobody sees',
  (name) => expect(slugOf(name)).toBe('a'),
)
