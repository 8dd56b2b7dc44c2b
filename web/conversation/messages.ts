/**
 * The messages that scripts show. The server sends them in the page's language. Plural forms are chosen here by the
 * same rules as there.
 */
type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** The messages by name, as functions/pages/conversation/forScripts.ts sends them. */
export type Messages = Record<string, string | Forms | undefined>

/**
 * A message with its placeholders (`{name}`) filled. Empty if there is none of that name.
 * @param values numbers are formatted, and `count` chooses the plural form
 */
export function say(
  messages: Messages,
  lang: string,
  name: string,
  values: Record<string, string | number> = {},
): string {
  const forms = messages[name] ?? ''
  const text =
    typeof forms === 'string' ? forms : (forms[new Intl.PluralRules(lang).select(Number(values.count))] ?? forms.other)
  return text.replace(/\{(\w+)\}/g, (_, each: string) => {
    const value = values[each] ?? ''
    return typeof value === 'number' ? new Intl.NumberFormat(lang).format(value) : value
  })
}
