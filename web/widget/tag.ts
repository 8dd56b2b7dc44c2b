/**
 * Language tags as pages write them: `en_US`, `de_DE.UTF-8`, or anything else, which Intl refuses with an exception.
 */

/** The tag, or what remains of it when its end is left out until Intl knows it (lookup, RFC 4647 section 3.4). */
export function localeOf(tag: string): Intl.Locale | undefined {
  for (let rest = tag.slice(0, 100).trim().replaceAll('_', '-'); rest; rest = rest.replace(/-?[^-]*$/, ''))
    try {
      return new Intl.Locale(rest)
    } catch {}
  return undefined
}
