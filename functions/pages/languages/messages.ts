/**
 * Catalogues. `<code>.json` has every text that readers see, in the i18next JSON v4 format, because Weblate and Crowdin
 * take it, and because its plural forms are the categories of `Intl.PluralRules`: `commentCount_one`,
 * `commentCount_other`. Placeholders have single braces, `{name}`.
 */
import type en from './en.json'

type Category = Intl.LDMLPluralRule
type Key = keyof typeof en

/** One text for each plural category of the language. Every language has `other`. */
export type PluralForms = { other: string } & Partial<Record<Category, string>>

/** A text for each name. The plural forms of a message are one value. */
export type Messages = {
  readonly [K in Key as K extends `${infer Name}_${Category}` ? Name : K]: K extends `${string}_${Category}`
    ? PluralForms
    : string
}

/** The content of a file. A missing text does not compile. Some languages have no category `one`. */
export type Catalogue = { readonly [K in Key as K extends `${string}_one` ? never : K]: string }

export function messagesOf(catalogue: Catalogue): Messages {
  const messages: Record<string, string | object> = {}
  for (const [key, text] of Object.entries(catalogue)) {
    const [name = '', category] = key.split('_')
    messages[name] = category ? Object.assign(messages[name] ?? {}, { [category]: text }) : text
  }
  // The type of the catalogue has all of its keys.
  return messages as Messages
}
