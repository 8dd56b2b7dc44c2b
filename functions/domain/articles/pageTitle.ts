/**
 * The title of an external page. No title is refused, because readers cannot change it. It is cleaned and shortened. A title
 * without visible characters is replaced by the address.
 */

import { isVisible } from '../writing.ts'
import type { ExternalPage } from './externalPage.ts'

/** Characters, as people count them. */
const LONGEST = 200
/** How far back the end is moved, so that no word is cut. */
const WORD = 30

/**
 * Marks that nobody sees or that reorder the text around them (Unicode TR 36, 3.1), halves of characters, and the Braille
 * pattern without a dot. Joiners and variation selectors stay: words of some languages and emoji need them.
 */
const UNSEEN =
  /[[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}\u2800]--[\u200C\u200D\uFE00-\uFE0F\u{E0100}-\u{E01EF}]]/gv

/** Milliseconds between two titles that comments give to a page. */
const RETITLE_INTERVAL = 60 * 60 * 1000

/** A title in one line of at most 200 characters; empty where there is nothing to see in it. */
export function cleanTitle(said: string): string {
  const line = said
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

/** The title of a page that has none: its address, as people read it. */
export function titleOfAddress(url: string): string {
  return cleanTitle(readable(url)) || cleanTitle(url)
}

function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    // Escapes of another encoding than UTF-8.
    return url
  }
}

/**
 * The page with the title that a comment brings, where that is a better one: the first title may have been that of a page
 * that was still loading. A moderator's title stays for good. Programs can say that they are a page, so a title may be
 * wrong until the next reader's comment; an hour between two of them bounds the writes.
 * @param title clean
 * @param now milliseconds since 1970
 * @returns undefined where the title stays
 */
export function retitled(page: ExternalPage, title: string, now: number): ExternalPage | undefined {
  const { titledBy, retitledAt } = page
  const isOpen = titledBy === 'comment' && (retitledAt === undefined || now - retitledAt >= RETITLE_INTERVAL)
  return isOpen && title !== '' && title !== page.title ? { ...page, title, retitledAt: now } : undefined
}
