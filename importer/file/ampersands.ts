/**
 * Escapes ampersands that an export left unescaped. An XML parser stops at an unescaped ampersand.
 */
import { characterEntitiesHtml4 } from 'character-entities-html4'

/** The entities of XML and HTML 4. */
export const ENTITIES: Record<string, string> = {
  ...characterEntitiesHtml4,
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** The longest reference, such as `&thetasym;` or `&#1114111;`. */
const LONGEST = 12
/** Sections in which an ampersand needs no escape, by their start, with their end. */
const ENDS: Record<string, string> = { '<![CDATA[': ']]>', '<!--': '-->' }
const START = /<!\[CDATA\[|<!--|&/g

/** The XML with every ampersand escaped that begins no known reference, outside CDATA and comments. */
export async function* withAmpersands(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  /** The end of the CDATA section or comment that is being read. */
  let end: string | undefined
  const take = (text: string, isLast: boolean): string => {
    let taken = ''
    let at = 0
    for (;;) {
      if (end !== undefined) {
        const place = text.indexOf(end, at)
        if (place < 0) {
          // The end may be split between two pieces.
          const kept = isLast ? text.length : Math.max(at, text.length - end.length + 1)
          rest = text.slice(kept)
          return taken + text.slice(at, kept)
        }
        taken += text.slice(at, place + end.length)
        at = place + end.length
        end = undefined
      }
      START.lastIndex = at
      const found = START.exec(text)
      const kept = isLast ? text.length : Math.max(at, text.length - LONGEST)
      if (!found || (!isLast && found.index >= kept)) {
        rest = text.slice(kept)
        return taken + text.slice(at, kept)
      }
      const [mark] = found
      taken += text.slice(at, found.index) + (mark === '&' && !isReference(text, found.index) ? '&amp;' : mark)
      at = found.index + mark.length
      end = ENDS[mark]
    }
  }
  for await (const piece of pieces) {
    const ready = take(rest + piece, false)
    if (ready !== '') yield ready
  }
  yield take(rest, true)
}

function isReference(text: string, at: number): boolean {
  const [, name, digits, hex] = /^&(?:(\w+)|#(\d+)|#x([\da-f]+));/i.exec(text.slice(at, at + LONGEST)) ?? []
  if (name !== undefined) return Object.hasOwn(ENTITIES, name) || Object.hasOwn(ENTITIES, name.toLowerCase())
  const code = digits === undefined ? Number.parseInt(hex ?? '', 16) : Number(digits)
  // XML 1.0, 2.2: controls and halves of characters can't be written at all.
  return code >= 0x20
    ? code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && (code & 0xfffe) !== 0xfffe
    : [9, 10, 13].includes(code)
}
