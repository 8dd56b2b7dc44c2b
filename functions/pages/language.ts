/**
 * Which language a page speaks. `?lang=` decides, so that an address alone names the page and any cache may keep it; without
 * it the browser's wish does, and the answer says so with `Vary`. An edge that sorts the wish into one of our codes first
 * keeps its cache small.
 */
import { en, type Messages } from './languages/en.ts'

/** The languages by their own names, in the order in which readers find them. */
export const LANGUAGES = {
  en: 'English',
} as const

export type LanguageCode = keyof typeof LANGUAGES

/** A language with what a page needs of it. */
export type Language = {
  code: LanguageCode
  direction: 'ltr' | 'rtl'
  messages: Messages
  /** Whether the address asked for it; then the page's links ask for it too. */
  asked: boolean
}

const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa', 'he']

/** Loaded when first spoken: each is a file of its own beside the function. */
const CATALOGUES: Record<LanguageCode, () => Promise<Messages> | Messages> = {
  en: () => en,
}

/**
 * The language for a request.
 * @param asked the value of `?lang=`
 * @param accepted the Accept-Language header
 */
export async function languageFor(asked: string | undefined, accepted: string | undefined): Promise<Language> {
  const wanted = asked === undefined ? undefined : codeFor(asked)
  const code = wanted ?? acceptedCode(accepted ?? '') ?? 'en'
  return {
    code,
    direction: RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr',
    messages: await CATALOGUES[code](),
    asked: wanted !== undefined,
  }
}

/** The code for a language tag: `de-CH` is `de`, `zh-TW` is `zh-Hant`, and Hebrew's old `iw` is `he`. */
export function codeFor(tag: string): LanguageCode | undefined {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z\d]{1,8}){0,4}$/.test(tag)) return undefined
  const { language, script } = new Intl.Locale(tag).maximize()
  const code = language === 'zh' ? `zh-${script}` : language
  return isLanguageCode(code) ? code : undefined
}

const isLanguageCode = (code: string): code is LanguageCode => Object.hasOwn(LANGUAGES, code)

/** The first of ours that the header names, by its weights (RFC 9110 section 12.5.4). */
function acceptedCode(header: string): LanguageCode | undefined {
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
