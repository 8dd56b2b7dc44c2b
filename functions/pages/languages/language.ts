/**
 * The language of a page. `?lang=` decides, so the answer depends on the address alone and any cache may keep it.
 * Without it `Accept-Language` decides, and the answer has `Vary`. An edge that maps `Accept-Language` to one of the
 * codes first keeps its cache small.
 */
import { type Catalogue, type Messages, messagesOf } from './messages.ts'

/** The languages by their own names. */
export const LANGUAGES = {
  en: 'English',
  ar: 'العربية',
  de: 'Deutsch',
  es: 'Español',
  fa: 'فارسی',
  fr: 'Français',
  he: 'עברית',
  hi: 'हिन्दी',
  id: 'Bahasa Indonesia',
  it: 'Italiano',
  ja: '日本語',
  ko: '한국어',
  nl: 'Nederlands',
  pl: 'Polski',
  pt: 'Português',
  ru: 'Русский',
  tr: 'Türkçe',
  uk: 'Українська',
  vi: 'Tiếng Việt',
  'zh-Hans': '简体中文',
  'zh-Hant': '繁體中文',
} as const

export type LanguageCode = keyof typeof LANGUAGES

/** A language, with what pages need of it. */
export type Language = {
  /** The code in addresses and in the choice of language. */
  code: LanguageCode
  /** The tag for `Intl` and for `lang` attributes. Scripts format numbers and dates by it too. */
  locale: string
  direction: 'ltr' | 'rtl'
  messages: Messages
  /** Whether the address has `lang`. Then the page's links have it too. */
  asked: boolean
}

/** CLDR reads `pt` as Brazilian, but the catalogue is European Portuguese. */
const LOCALES: Partial<Record<LanguageCode, string>> = { pt: 'pt-PT' }

const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa', 'he']

/** Each is a file of its own beside the function, and is loaded when it is first needed. */
const CATALOGUES: Record<LanguageCode, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en.json', { with: { type: 'json' } }),
  ar: () => import('./ar.json', { with: { type: 'json' } }),
  de: () => import('./de.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
  fa: () => import('./fa.json', { with: { type: 'json' } }),
  fr: () => import('./fr.json', { with: { type: 'json' } }),
  he: () => import('./he.json', { with: { type: 'json' } }),
  hi: () => import('./hi.json', { with: { type: 'json' } }),
  id: () => import('./id.json', { with: { type: 'json' } }),
  it: () => import('./it.json', { with: { type: 'json' } }),
  ja: () => import('./ja.json', { with: { type: 'json' } }),
  ko: () => import('./ko.json', { with: { type: 'json' } }),
  nl: () => import('./nl.json', { with: { type: 'json' } }),
  pl: () => import('./pl.json', { with: { type: 'json' } }),
  pt: () => import('./pt.json', { with: { type: 'json' } }),
  ru: () => import('./ru.json', { with: { type: 'json' } }),
  tr: () => import('./tr.json', { with: { type: 'json' } }),
  uk: () => import('./uk.json', { with: { type: 'json' } }),
  vi: () => import('./vi.json', { with: { type: 'json' } }),
  'zh-Hans': () => import('./zh-Hans.json', { with: { type: 'json' } }),
  'zh-Hant': () => import('./zh-Hant.json', { with: { type: 'json' } }),
}

/** The messages of each catalogue that has been loaded. */
const loaded: Partial<Record<LanguageCode, Messages>> = {}

/**
 * The language for a request.
 * @param asked the value of `?lang=`
 * @param accepted the Accept-Language header
 */
export async function languageFor(asked: string | undefined, accepted: string | undefined): Promise<Language> {
  const wanted = asked === undefined ? undefined : codeFor(asked)
  const code = wanted ?? acceptedCode(accepted ?? '') ?? 'en'
  const messages = loaded[code] ?? messagesOf((await CATALOGUES[code]()).default)
  loaded[code] = messages
  return {
    code,
    locale: LOCALES[code] ?? code,
    direction: RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr',
    messages,
    asked: wanted !== undefined,
  }
}

/**
 * The nearest code for a language tag in any of its forms. `de-CH` and `de_DE.UTF-8` are `de`, `zh-TW` is `zh-Hant`,
 * and the former Hebrew `iw` is `he`. Only language, script and region count (BCP 47). Anything may follow them.
 */
export function codeFor(tag: string): LanguageCode | undefined {
  const [language = '', ...more] = tag
    .slice(0, 100)
    .trim()
    .split(/[^A-Za-z\d]/)
  if (!/^[A-Za-z]{2,3}$/.test(language)) return undefined
  const script = more.find((part) => /^[A-Za-z]{4}$/.test(part))
  const region = more.find((part) => /^(?:[A-Za-z]{2}|\d{3})$/.test(part))
  // Tags of this form are well-formed, so Intl does not throw.
  const locale = new Intl.Locale([language, script, region].filter(Boolean).join('-')).maximize()
  const code = locale.language === 'zh' ? `zh-${locale.script}` : locale.language
  return isLanguageCode(code) ? code : undefined
}

const isLanguageCode = (code: string): code is LanguageCode => Object.hasOwn(LANGUAGES, code)

/** The first of the codes in the header, by weight (RFC 9110 section 12.5.4). */
export function acceptedCode(header: string): LanguageCode | undefined {
  return header
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return { code: codeFor(tag), weight: weight === undefined ? 1 : Number(weight.slice(2)) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .find(({ code }) => code !== undefined)?.code
}
