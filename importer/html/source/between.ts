/**
 * Replaces everything from a start tag to its end tag. The time grows with the length of the text. A regular expression
 * would search the rest of the text for the end tag once for each start tag.
 */

/**
 * @param begin finds start tags; its first group is the name. It is global.
 * @param endOf for a name: how the end tag begins, in lower case, and its last character
 * @param change returns the replacement; undefined to change nothing
 */
export function replaceBetween(
  text: string,
  begin: RegExp,
  endOf: (name: string) => [begin: string, end: string],
  change: (begin: RegExpExecArray, inside: string, end: string) => string | undefined,
): string {
  // Letters of ASCII only: `İ` in small letters is two characters, which would move everything after it.
  const lowerCase = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  /** Names without an end tag from here on. */
  const unclosed = new Set<string>()
  let result = ''
  let at = 0
  begin.lastIndex = 0
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const name = found[1]?.toLowerCase() ?? ''
    if (unclosed.has(name)) continue
    const inside = found.index + found[0].length
    const [first, last] = endOf(name)
    const from = lowerCase.indexOf(first, inside)
    const to = from < 0 ? -1 : lowerCase.indexOf(last, from)
    if (to < 0) {
      unclosed.add(name)
      continue
    }
    const end = to + last.length
    const changed = change(found, text.slice(inside, from), text.slice(from, end))
    if (changed === undefined) continue
    result += text.slice(at, found.index) + changed
    at = end
    begin.lastIndex = end
  }
  return result + text.slice(at)
}
