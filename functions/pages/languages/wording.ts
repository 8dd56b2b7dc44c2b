/**
 * Sentences from catalogues: placeholders filled, plurals chosen, numbers, lists and times written as the language does.
 * Formatters are kept, because making one takes longer than rendering a page.
 */
import { type Content, type Html, html } from '../html.ts'
import type { Language } from './language.ts'
import type { PluralForms } from './messages.ts'

/** A text with its placeholders (`{name}`) filled; values are escaped like everything else, HTML stays HTML. */
export function say(text: string, values: Record<string, Content>): Html {
  const parts = text.split(/\{(\w+)\}/)
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : values[part]))}`
}

/** The same as plain text, for attributes, titles and structured data. */
export function sayText(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The form for a number, with `{count}` written as the language writes numbers. */
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
 * A moment, as the language writes it and in UTC, because a cached page knows no one's zone; a script may put it into the
 * reader's.
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
    // Of the ways to write dates in English, the one that is read alike on both sides of the Atlantic.
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
