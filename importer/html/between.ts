/**
 * Replacing what stands between a beginning and its end, in time that grows with the text and not with its square: a
 * regular expression looks for the end of each beginning through all that follows.
 */

/**
 * @param begin finds beginnings; its first group is their name. It is global.
 * @param endOf what the end of a name begins with, in small letters, and the character that it ends with
 * @param change what stands there instead; undefined where nothing is changed
 */
export function replaceBetween(
  text: string,
  begin: RegExp,
  endOf: (name: string) => [begin: string, end: string],
  change: (begin: RegExpExecArray, inside: string, end: string) => string | undefined,
): string {
  const small = text.toLowerCase()
  /** Names with no end after this place. */
  const endless = new Set<string>()
  let result = ''
  let at = 0
  begin.lastIndex = 0
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const name = found[1]?.toLowerCase() ?? ''
    if (endless.has(name)) continue
    const inside = found.index + found[0].length
    const [first, last] = endOf(name)
    const from = small.indexOf(first, inside)
    const to = from < 0 ? -1 : small.indexOf(last, from)
    if (to < 0) {
      endless.add(name)
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
