import fc from 'fast-check'
import type { ExternalPage } from './externalPage.ts'
import { cleanTitle, retitled, titleOfAddress } from './pageTitle.ts'

const countOf = (text: string) => [...text].length

test.each([
  ['Fog', 'Fog'],
  ['  Fog\n\ton the\u000B bar\u0085 ', 'Fog on the bar'],
  ['Fog\u00A0\u2003on\u2028the\u2029bar', 'Fog on the bar'],
  ['gpj\u202Eexe', 'gpjexe'],
  ['\u2066Fog\u2069 \u200E\u061C\u202AFog\u202C', 'Fog Fog'],
  ['\uFEFFF\u200Bo\u2060g\u00AD', 'Fog'],
  ['half \uD83D a character', 'half a character'],
  ['\u0000Fog\u0007', 'Fog'],
  ['Cafe\u0301', 'Café'],
  ['می‌خواهم 👩‍🚀 ❤️', 'می‌خواهم 👩‍🚀 ❤️'],
  ['', ''],
  [' \u200B\u3164\u2800\u202E ', ''],
])('%j becomes %j', (raw, title) => expect(cleanTitle(raw)).toBe(title))

test('a long title ends with a whole word, or where it has none with a whole character', () => {
  const words = cleanTitle('word '.repeat(100))
  expect([words.endsWith('word…'), countOf(words) <= 200]).toEqual([true, true])
  expect(cleanTitle('風'.repeat(300))).toBe(`${'風'.repeat(199)}…`)
  expect(cleanTitle('👍'.repeat(300))).toBe(`${'👍'.repeat(199)}…`)
  expect(cleanTitle('a'.repeat(200))).toBe('a'.repeat(200))
})

test('whatever is said, the title has one line of at most 200 characters, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
      const title = cleanTitle(raw)
      expect(countOf(title)).toBeLessThanOrEqual(200)
      expect(title).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]|^\s|\s$/u)
      expect(cleanTitle(title)).toBe(title)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['https://blog.example/fog', 'https://blog.example/fog'],
  ['https://blog.example/%D1%82%D1%83%D0%BC%D0%B0%D0%BD', 'https://blog.example/туман'],
  ['https://blog.example/100%25', 'https://blog.example/100%'],
  ['https://blog.example/%E9t%E9', 'https://blog.example/%E9t%E9'],
  ['https://blog.example/%E2%80%AEgpj', 'https://blog.example/gpj'],
])('%s is called %s', (url, title) => expect(titleOfAddress(url)).toBe(title))

test('a comment betters a title once an hour, and never a moderator’s', () => {
  const page: ExternalPage = {
    url: 'https://blog.example/fog',
    title: 'Loading…',
    policy: 'open',
    createdAt: 0,
    titledBy: 'comment',
  }
  const HOUR = 3_600_000
  expect(retitled(page, 'Fog', 5)).toEqual({ ...page, title: 'Fog', retitledAt: 5 })
  expect(retitled(page, page.title, 5)).toBeUndefined()
  expect(retitled(page, '', 5)).toBeUndefined()
  expect(retitled({ ...page, retitledAt: 5 }, 'Fog', 4 + HOUR)).toBeUndefined()
  expect(retitled({ ...page, retitledAt: 5 }, 'Fog', 5 + HOUR)?.title).toBe('Fog')
  expect(retitled({ ...page, titledBy: 'moderator' }, 'Fog', 5)).toBeUndefined()
  // Pages stored before `titledBy` existed.
  const { titledBy: _, ...older } = page
  expect(retitled(older, 'Fog', 5)).toBeUndefined()
})
