/**
 * Checks strictly that a document is well-formed XML, because parsers of feeds accept faults. It supports what our
 * documents use: elements, attributes in double quotes, text and references.
 */

/** https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?'
const REFERENCE = '&(?:amp|lt|gt|quot|apos|#\\d+|#x[0-9a-f]+);'
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+${NAME}="(?:[^<&"]|${REFERENCE})*")*)\\s*(/?)>$`)
const TEXT = new RegExp(`^(?:[^<&>]|>|${REFERENCE})*$`)
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

/** @throws Error with the fault and its place */
export function requireWellFormed(xml: string): void {
  if (!xml.startsWith(DECLARATION)) throw new Error('There is no declaration.')
  const forbidden = FORBIDDEN.exec(xml)
  if (forbidden) throw new Error(`No document holds ${JSON.stringify(forbidden[0])}, at ${forbidden.index}.`)
  const open: { name: string; spaces: Set<string> }[] = []
  let roots = 0
  for (const [part] of xml.slice(DECLARATION.length).matchAll(/<[^>]*>|[^<]+/g)) {
    if (!part.startsWith('<')) {
      if (!TEXT.test(part) || part.includes(']]>')) throw new Error(`This is no text: ${part}`)
      if (open.length === 0 && part.trim() !== '') throw new Error(`This stands outside: ${part}`)
      continue
    }
    const [, end, name = '', attributes = '', empty] = TAG.exec(part) ?? []
    if (name === '') throw new Error(`This is no tag: ${part}`)
    if (end) {
      if (open.pop()?.name !== name) throw new Error(`${part} ends what is not open.`)
      continue
    }
    const names = [...attributes.matchAll(new RegExp(`\\s(${NAME})=`, 'g'))].map(([, each = '']) => each)
    if (new Set(names).size < names.length) throw new Error(`An attribute stands twice: ${part}`)
    const spaces = new Set([
      ...(open.at(-1)?.spaces ?? ['xml']),
      ...names.flatMap((each) => each.split('xmlns:')[1] ?? []),
    ])
    for (const each of [name, ...names.filter((one) => !one.startsWith('xmlns:'))]) {
      const [prefix, local] = each.split(':')
      if (local !== undefined && !spaces.has(prefix ?? '')) throw new Error(`Nobody knows the prefix of ${each}.`)
    }
    if (open.length === 0) roots++
    if (!empty) open.push({ name, spaces })
  }
  if (open.length > 0 || roots !== 1) throw new Error('There must be one element, with an end.')
}
