import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import englishCatalogue from './en.json' with { type: 'json' }
import { codeFor, LANGUAGES, type LanguageCode, languageFor } from './language.ts'
import { type Messages, messagesOf } from './messages.ts'
import { list, number, sayCount, time } from './wording.ts'

const codes = Object.keys(LANGUAGES)
  .map(codeFor)
  .filter((code): code is LanguageCode => code !== undefined)
const en = messagesOf(englishCatalogue)
const entries = (messages: Messages) => Object.entries(messages)
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

test('there are twenty-one languages, each by its own code', () => {
  expect(codes).toEqual(Object.keys(LANGUAGES))
  expect(codes).toHaveLength(21)
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'))
  expect(files.sort()).toEqual(codes.map((code) => `${code}.json`).sort())
})

describe.each(codes)('the catalogue of %s', (code) => {
  let messages: Messages
  let locale: string
  beforeAll(async () => {
    ;({ messages, locale } = await languageFor(code, undefined))
  })

  test('has every text of the English one, in its order, and no other', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(en))
    const shapes = (catalogue: Messages) => entries(catalogue).map(([key, text]) => [key, typeof text])
    expect(shapes(messages)).toEqual(shapes(en))
  })

  test('has a text for each of its plural categories, and for no other', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions()
    for (const [key, text] of entries(messages)) {
      if (typeof text !== 'string') expect([key, Object.keys(text).sort()]).toEqual([key, pluralCategories.toSorted()])
    }
  })

  test('fills the same gaps as the English one', () => {
    for (const [key, text] of entries(messages)) {
      const english: Messages[keyof Messages] | undefined = en[key as keyof Messages] // a key of Messages, see above
      if (typeof text === 'string') {
        expect([key, placeholders(text)]).toEqual([key, placeholders(String(english))])
        continue
      }
      // “One comment” may have no digit. Other numbers need one.
      for (const [category, form] of Object.entries(text)) {
        const gaps = ['zero', 'one', 'two'].includes(category) && !form.includes('{') ? [] : ['count']
        expect([key, category, placeholders(form)]).toEqual([key, category, gaps])
      }
    }
  })

  test('has clean texts: nothing empty, no loose ends, nothing that looks like HTML or hidden controls', () => {
    for (const [key, text] of entries(messages)) {
      for (const form of typeof text === 'string' ? [text] : Object.values(text)) {
        expect([key, form]).toEqual([key, form.trim().normalize('NFC')])
        expect([key, form]).not.toEqual([key, ''])
        expect([key, /[<&\u202A-\u202E\u2066-\u2069]|\s{2}|["']/.exec(form)?.[0]]).toEqual([key, undefined])
      }
    }
  })

  test('is a translation', () => {
    if (code === 'en') return
    const same = entries(messages).filter(([key, text]) => text === en[key as keyof Messages])
    // Words that languages share, such as “Website” and “Feeds”.
    expect(same.map(([key]) => key).length).toBeLessThanOrEqual(6)
  })
})

describe('the language of a page', () => {
  const spoken = async (asked: string | undefined, accepted?: string) => (await languageFor(asked, accepted)).code

  test.each([
    ['de-CH', 'de'],
    ['pt-BR', 'pt'],
    ['zh-CN', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-HK', 'zh-Hant'],
    ['zh', 'zh-Hans'],
    ['iw', 'he'],
    ['in', 'id'],
    ['EN-gb', 'en'],
    ['sr', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['', undefined],
    ['*', undefined],
    ['de_DE', 'de'],
    ['en_US', 'en'],
    ['pt_BR', 'pt'],
    ['zh_CN', 'zh-Hans'],
    ['zh_TW', 'zh-Hant'],
    ['zh_Hant_HK', 'zh-Hant'],
    ['zh-cmn-Hans-CN', 'zh-Hans'],
    ['cmn-TW', 'zh-Hant'],
    ['de_DE.UTF-8', 'de'],
    ['de_DE@euro', 'de'],
    [' fr-FR ', 'fr'],
    ['es-419', 'es'],
    ['en-a-b-c-d-e-f-g', 'en'],
    ['de-DE-1901-garbage_that_is_no_subtag', 'de'],
    ['he-zzzz-zz', 'he'],
    ['sr-Latn', undefined],
    ['sr-Cyrl-RS', undefined],
    ['x-default', undefined],
    ['i-klingon', undefined],
    ['C', undefined],
    ['C.UTF-8', undefined],
    ['root', undefined],
    ['English', undefined],
    ['日本語', undefined],
    ['-', undefined],
    ['_', undefined],
    ['\u0000', undefined],
    ['{{ page.lang }}', undefined],
    ['aa-a', undefined],
  ])('%s is %s', (tag, code) => expect(codeFor(tag)).toBe(code))

  test('is found for any text without an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z]{2,3}([-_][A-Za-z\d]{0,9}){0,6}$/)),
        (tag) => {
          expect([undefined, ...Object.keys(LANGUAGES)]).toContain(codeFor(tag))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('is what the address asks for, else what the browser prefers, else English', async () => {
    expect(await spoken('ar', 'de')).toBe('ar')
    expect(await spoken(undefined, 'sr, nl;q=0.5, ja;q=0.8')).toBe('ja')
    expect(await spoken(undefined, 'fr;q=0, *;q=0.5')).toBe('en')
    expect(await spoken('tlh', 'ko')).toBe('ko')
    expect(await spoken(undefined, undefined)).toBe('en')
    expect(await spoken(undefined, 'x'.repeat(100_000))).toBe('en')
  })

  test('has its direction', async () => {
    const rightToLeft = []
    for (const code of codes) if ((await languageFor(code, undefined)).direction === 'rtl') rightToLeft.push(code)
    expect(rightToLeft).toEqual(['ar', 'fa', 'he'])
  })
})

describe('wording', () => {
  test('counts as each language does', async () => {
    const say = async (code: string, count: number) => {
      const language = await languageFor(code, undefined)
      return sayCount(language, language.messages.commentCount, count)
    }
    expect(await say('en', 1)).toBe('1 comment')
    expect(await say('en', 1234)).toBe('1,234 comments')
    expect(await say('pl', 22)).toBe('22 komentarze')
    expect(await say('pl', 12)).toBe('12 komentarzy')
    expect(await say('ru', 21)).toBe('21 комментарий')
    expect(await say('ar', 2)).toBe('تعليقان')
    expect(await say('fr', 0)).toBe('0 commentaire')
    expect(await say('fr', 1_000_000)).toMatch(/^1.000.000 de commentaires$/)
    expect(await say('ja', 3)).toBe('コメント 3 件')
    // As in Portugal. Brazilian Portuguese has “0 comentário”.
    expect(await say('pt', 0)).toBe('0 comentários')
    expect(await say('pt-BR', 1)).toBe('1 comentário')
  })

  test('puts no Italian article before a date, because it would be another one before the 8th and the 11th', async () => {
    const { messages } = await languageFor('it', undefined)
    for (const [key, text] of entries(messages)) expect([key, /l \{time\}/.exec(String(text))]).toEqual([key, null])
  })

  test('lets no line of French begin with a mark', async () => {
    const { messages } = await languageFor('fr', undefined)
    for (const [key, text] of entries(messages)) expect([key, /« | [»:;?!]/.exec(String(text))]).toEqual([key, null])
  })

  test('quotes in Hebrew as it is printed today, with the marks of CLDR', async () => {
    const { messages } = await languageFor('he', undefined)
    expect(messages.searchResults).toBe('תוצאות חיפוש עבור ”{query}”')
    expect(Object.values(messages).join()).not.toContain('„')
  })

  test('writes numbers, lists and times in every language', async () => {
    for (const code of codes) {
      const language = await languageFor(code, undefined)
      expect(number(language, 1)).toHaveLength(1)
      expect(String(list(language, []))).toBe('')
      expect(String(time(language, '2026-01-02T03:04:05.000Z'))).toMatch(
        /^<time datetime="2026-01-02T03:04:05.000Z">[^<]*(?:2026|٢٠٢٦|۲۰۲۶)[^<]*<\/time>$/,
      )
    }
  })
})
