import fc from 'fast-check'
import { askedTerms, filedTerms, MOST_ASKED } from './terms.ts'

/** Whether a query finds a text: the query has at least one term, and the text has all of them. */
const finds = (query: string, text: string): boolean => {
  const [asked, filed] = [askedTerms(query), filedTerms(text)]
  return asked.length > 0 && asked.every((term) => filed.has(term))
}

test.each([
  ['English', 'reader dont', "The reader's harbour; don't dont"],
  ['English', 'CO-OP', 'A co\u00ADop, or co-op'],
  ['Spanish', 'anos manana', 'Mañana hará cien años'],
  ['French', 'ete oeuvre', 'L’été et l’œuvre'],
  ['German', 'STRASSE hauser', 'Häuser an der Straße'],
  ['German', 'straße', 'STRASSE'],
  ['Portuguese', 'sao joao', 'Festa de São João'],
  ['Italian', 'acqua citta', "Nell'acqua della città"],
  ['Dutch', 'coordinatie', 'Coördinatie'],
  ['Polish', 'lodz zolw', 'Żółw w Łodzi, Łódź'],
  ['Turkish', 'istanbul ISIK', 'İSTANBUL’da ışık'],
  ['Turkish', 'ışık', 'IŞIK'],
  ['Russian', 'елка замок', 'Ёлка и за́мок'],
  ['Ukrainian', "м'ята їжак", 'М’ята, їжак'],
  ['Arabic', 'مدرسه', 'ذهب إلى الْمَدْرَسَةِ'],
  ['Arabic', 'المدرسة احمد', 'مـــدرسة أَحمد'],
  ['Arabic', 'علي 2026', 'على ٢٠٢٦'],
  ['Hebrew', 'שלום צהל', 'שָׁלוֹם, צה״ל'],
  ['Hebrew', 'צה"ל', 'צה״ל'],
  ['Persian', 'می خواهم کتاب', 'كتاب را می‌خواهم'],
  ['Persian', '۱۴۰۴', '1404'],
  ['Hindi', 'हिन्दी कलम', 'हिन्दी की क़लम'],
  ['Hindi', 'चांद १२', 'चाँद 12'],
  ['Chinese', '中文', '简体中文'],
  ['Chinese', '茶', '喝茶的人'],
  ['Chinese', '繁體', '繁體中文'],
  ['Japanese', '東京', '昨日、東京都に行った。'],
  ['Japanese', 'ｶﾀｶﾅ', 'カタカナで書く'],
  ['Japanese', '雨', '港に雨が降る'],
  ['Japanese', 'スーパー', '駅前のスーパーで'],
  ['Korean', '한국어', '한국어를 배워요'],
  ['Korean', '물', '물은 맑다'],
  ['Vietnamese', 'da nang tiếng việt', 'Tiếng Việt ở Đà Nẵng'],
  ['Indonesian', 'berita', 'Berita-berita hari ini'],
  ['Greek', 'ΟΔΟΣ αθηνα', 'Στην Αθήνα, οδός'],
  ['mixed', 'iphoneを 2026', 'iPhoneを買う２０２６年'],
])('%s: “%s” finds “%s”', (_, query, text) => {
  expect(finds(query, text)).toBe(true)
})

test.each([
  ['harbour', 'harbours'],
  ['京東', '東京都'],
  ['йод', 'иод'],
  ['ї', 'і'],
  ['हल', 'हाल'],
])('“%s” does not find “%s”', (query, text) => {
  expect(finds(query, text)).toBe(false)
})

test('pairs overlap, and single characters are only asked for alone', () => {
  expect(askedTerms('東京都')).toEqual(['東京', '京都'])
  expect(askedTerms('都')).toEqual(['都'])
  expect([...filedTerms('東京')]).toEqual(['東京', '東', '京'])
})

test.each(['', '  ', '?!', '👍🏽', '。・、', '\u200B\u00AD'])('“%s” asks for nothing', (query) => {
  expect(askedTerms(query)).toEqual([])
})

test('a query asks for so much and no more, and for nothing twice', () => {
  expect(askedTerms('a b c d e f g h i j k l m')).toHaveLength(MOST_ASKED)
  expect(askedTerms('fog Fog FÓG')).toEqual(['fog'])
})

test('a long word is cut, in the text as in the query', () => {
  const word = 'a'.repeat(3000)
  expect([...filedTerms(word)]).toEqual(['a'.repeat(40)])
  expect(finds(`${'a'.repeat(40)}b`, word)).toBe(true)
})

test('Thai, which neither has spaces nor is paired, does no harm', () => {
  expect(finds('ภาษาไทย', 'ภาษาไทย')).toBe(true)
})

const text = fc.string({ unit: 'binary', maxLength: 60 })

test('whatever is typed: terms are short, without spaces, and a text is found by its own words', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const filed = filedTerms(typed)
      for (const term of filed) {
        expect(term).toMatch(/^[\p{L}\p{M}\p{N}]+$/u)
        expect([...term].length).toBeLessThanOrEqual(40)
      }
      for (const term of askedTerms(typed)) expect(filed).toContain(term)
    }),
    { numRuns: 2000 },
  )
})

test('capitals and the way in which letters are put together make no difference', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const terms = [...filedTerms(typed)]
      for (const same of [typed.normalize('NFD'), typed.normalize('NFC'), typed.toLowerCase()])
        expect([...filedTerms(same)]).toEqual(terms)
    }),
    { numRuns: 2000 },
  )
})

test('marks by the thousand take no time and no room', () => {
  const marks = '\u0301'.repeat(60_000)
  for (const term of filedTerms(`a${marks}東${marks}京${marks}ش${marks}`)) expect(term.length).toBeLessThanOrEqual(10)
})
