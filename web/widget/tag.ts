/**
 * Language tags as pages write them: `en_US`, `de_DE.UTF-8`, or anything else. Intl throws for malformed tags.
 */

/** The locale of the tag. Parts at the end are dropped until Intl accepts it (lookup, RFC 4647 section 3.4). */
export function localeOf(tag: string): Intl.Locale | undefined {
  for (let rest = tag.slice(0, 100).trim().replaceAll('_', '-'); rest; rest = rest.replace(/-?[^-]*$/, ''))
    try {
      return new Intl.Locale(rest)
    } catch {}
  return undefined
}
