/**
 * Whether a post was public on the old site. Comments under a post that was not public are not public either, whatever
 * their own status.
 * Source: https://developer.wordpress.org/reference/functions/is_post_publicly_viewable/
 */
import { childOf, textOf, type XmlElement } from '../file/xml.ts'

/** The reason for a post that was to be published later. */
export const PLANNED = 'was planned for later'

const HIDDEN: Record<string, string> = {
  private: 'was private',
  draft: 'was a draft',
  pending: 'was waiting for review',
  future: PLANNED,
}

/** Why a post was not public, as the end of a sentence: `was private`. Undefined for a public one. */
export function hiddenBecause(item: XmlElement): string | undefined {
  if (hasPassword(item)) return 'had a password'
  const status = textOf(item, 'wp:status')
  // Plugins add statuses of their own. Only this one is known to be public.
  return status === 'publish' ? undefined : (HIDDEN[status] ?? `had the status “${status}”`)
}

/** A password may be nothing but spaces. A line end and indentation are the file's. */
const hasPassword = (item: XmlElement): boolean =>
  !/^(?:\s*\n\s*)?$/.test(childOf(item, 'wp:post_password')?.text ?? '')
