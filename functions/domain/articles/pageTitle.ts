/**
 * The title of an external page. No title is refused, because readers cannot change it. It is cleaned and shortened. A
 * title without visible characters is replaced by the address.
 */

import { isVisible } from '../writing.ts'
import type { ExternalPage } from './externalPage.ts'

/** Code points. */
const LONGEST = 200
/** Characters by which the end is moved back at most, so that no word is cut. */
const WORD = 30

/**
 * Invisible characters, characters that reorder the text around them (Unicode TR 36, 3.1), lone surrogates, and the
 * Braille pattern without a dot. Joiners and variation selectors stay: some languages and emoji need them.
 */
const UNSEEN =
  /[[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}\u2800]--[\u200C\u200D\uFE00-\uFE0F\u{E0100}-\u{E01EF}]]/gv

/** Minimum milliseconds between two title changes by comments. */
const RETITLE_INTERVAL = 60 * 60 * 1000

/** The title in one line of at most 200 characters; empty if it has no visible character. */
export function cleanTitle(raw: string): string {
  const line = raw
    .replace(UNSEEN, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .normalize('NFC')
    .trim()
  if (!isVisible(line)) return ''
  const characters = [...line]
  if (characters.length <= LONGEST) return line
  const cut = characters.slice(0, LONGEST - 1).join('')
  const end = cut.lastIndexOf(' ')
  const whole = end >= cut.length - WORD ? cut.slice(0, end) : cut
  return `${whole.replace(/[\s\u200D]+$/, '')}…`
}

/** The title of a page without one: its address, with escapes decoded. */
export function titleOfAddress(url: string): string {
  return cleanTitle(readable(url)) || cleanTitle(url)
}

function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    // The escapes are not UTF-8.
    return url
  }
}

/**
 * The page with the title that a comment sent. The first title may be that of a page that was still loading, so later
 * comments may replace it. A title set by a moderator is never replaced. A program can send any title, so a title may
 * be wrong until a reader's next comment. One change an hour limits the writes.
 * @param title from {@link cleanTitle}
 * @param now milliseconds since 1970
 * @returns undefined if the title does not change
 */
export function retitled(page: ExternalPage, title: string, now: number): ExternalPage | undefined {
  const { titledBy, retitledAt } = page
  const isOpen = titledBy === 'comment' && (retitledAt === undefined || now - retitledAt >= RETITLE_INTERVAL)
  return isOpen && title !== '' && title !== page.title ? { ...page, title, retitledAt: now } : undefined
}
