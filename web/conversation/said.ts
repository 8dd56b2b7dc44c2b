/**
 * What scripts say, in the page's language: the server sends the sentences along, and plural forms are chosen here by the
 * same rules as there.
 */
type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

type Plural = 'charactersLeft' | 'commentCount' | 'mend' | 'newComments' | 'score' | 'showReplies' | 'tooMany'

/** The messages by name, as functions/pages/forScripts.ts sends them. */
export type Said = Record<Plural, Forms> & Record<string, string | Forms>

/** A text with its placeholders (`{name}`) filled. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

export const number = (lang: string, value: number): string => new Intl.NumberFormat(lang).format(value)

/** The form for a number, with the number in it. */
export function count(lang: string, forms: Forms, value: number): string {
  return fill(forms[new Intl.PluralRules(lang).select(value)] ?? forms.other, { count: number(lang, value) })
}
