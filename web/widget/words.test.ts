import { LANGUAGES, languageFor } from '../../functions/pages/languages/language.ts'
import { localeOf } from './tag.ts'
import { nearest, WORDS } from './words.ts'

const codes = Object.keys(LANGUAGES)

test('there are words in every language of the site, and in no other', () => {
  expect(Object.keys(WORDS)).toEqual(codes)
})

test.each(codes)('in %s they are a translation, and its button says what others say', async (code) => {
  const [text = '', action] = WORDS[code] ?? []
  const { messages } = await languageFor(code, undefined)
  expect(action).toBe(messages.tryAgain)
  expect(text).toBe(text.trim().normalize('NFC'))
  expect(text).toMatch(/[.。।]$/)
  if (code !== 'en') expect(text).not.toBe(WORDS.en?.[0])
})

test.each([
  ['en_US', 'en-US', 'en'],
  ['de_DE', 'de-DE', 'de'],
  ['zh_CN', 'zh-CN', 'zh-Hans'],
  ['zh-TW', 'zh-TW', 'zh-Hant'],
  ['zh_Hant_HK', 'zh-Hant-HK', 'zh-Hant'],
  ['pt-BR', 'pt-BR', 'pt'],
  ['sr-Latn', 'sr-Latn', 'en'],
  ['iw', 'he', 'he'],
  ['de_DE.UTF-8', 'de', 'de'],
  ['fr-FR-rubbish-that-is-too-long', 'fr-FR-rubbish', 'fr'],
  [' es ', 'es', 'es'],
  ['', undefined, 'en'],
  ['_', undefined, 'en'],
  ['-de', undefined, 'en'],
  ['日本語', undefined, 'en'],
  ['{{ lang }}', undefined, 'en'],
  ['constructor', undefined, 'en'],
])('“%s” is written as %s and spoken in %s', (tag, locale, code) => {
  expect([localeOf(tag)?.toString(), nearest(tag)]).toEqual([locale, code])
})

test('a tag without end takes no time', () => expect(nearest('a-'.repeat(100_000))).toBe('en'))
