/**
 * Texts from catalogues: fills placeholders, chooses plural forms, and formats numbers, lists and times. Formatters are
 * kept, because making one takes longer than rendering a page.
 */
import { type Content, type Html, html } from '../html.ts'
import type { Language } from './language.ts'
import type { PluralForms } from './messages.ts'

/** A text with its placeholders (`{name}`) filled. Values are escaped unless they are HTML. */
export function say(text: string, values: Record<string, Content>): Html {
  const parts = text.split(/\{(\w+)\}/)
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : values[part]))}`
}

/** The same as plain text, for attributes, titles and structured data. */
export function sayText(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The plural form for a number, with `{count}` as the language writes numbers. */
export function sayCount(language: Language, forms: PluralForms, count: number): string {
  const category = pluralRules(language.locale).select(count)
  return sayText(forms[category] ?? forms.other, { count: number(language, count) })
}

export const number = (language: Language, value: number): string => numberFormat(language.locale).format(value)

/** `Ada, Grace and Joan`. */
export function list(language: Language, items: readonly Html[]): Html {
  const parts = listFormat(language.locale).formatToParts(items.map((_, index) => String(index)))
  return html`${parts.map(({ type, value }) => (type === 'element' ? items[Number(value)] : value))}`
}

/**
 * A time, as the language writes it. It is in UTC, because a cached page is for readers in all time zones. The page's
 * script converts it.
 * @param moment RFC 3339
 */
export const time = (language: Language, moment: string): Html =>
  html`<time datetime="${moment}">${dateFormat(language.locale).format(new Date(moment))}</time>`

const kept = <T>(make: (locale: string) => T): ((locale: string) => T) => {
  const made = new Map<string, T>()
  return (locale) => {
    const known = made.get(locale) ?? make(locale)
    made.set(locale, known)
    return known
  }
}
const pluralRules = kept((locale) => new Intl.PluralRules(locale))
const numberFormat = kept((locale) => new Intl.NumberFormat(locale))
const listFormat = kept((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }))
const dateFormat = kept(
  (locale) =>
    // The British form is unambiguous for American readers too.
    new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      calendar: 'gregory',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
    }),
)
