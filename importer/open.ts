/**
 * Detects the format of an export and opens it.
 */
import type { Choices, Export } from './conversation.ts'
import { disqusExport } from './disqus/export.ts'
import { ImportStopped } from './errors.ts'
import { readExport } from './file/exportFile.ts'
import { recordsOf, rootOf, type XmlElement } from './file/xml.ts'
import { wordpressExport } from './wordpress/export.ts'

export const FORMATS = ['wordpress', 'disqus'] as const
export type Format = (typeof FORMATS)[number]

/** The depth of records: children of `channel` in `rss`, or of `disqus`. */
const DEPTHS: Record<Format, number> = { wordpress: 2, disqus: 1 }
const NAMES: Record<Format, string> = { wordpress: 'WordPress', disqus: 'Disqus' }

/** Decides by the root element. A feed, unlike an export, does not declare the namespace of WordPress. */
function formatOf({ name, attributes }: XmlElement): Format | undefined {
  if (name === 'disqus') return 'disqus'
  return name === 'rss' && attributes['xmlns:wp'] !== undefined ? 'wordpress' : undefined
}

/**
 * Reads an export once.
 * @param expected the required format; undefined for any
 * @param choose gives the choices for a format
 * @throws ImportStopped if it is no export, has another format, or is broken
 */
export async function openExport(
  path: string,
  expected: Format | undefined,
  choose: (format: Format) => Choices,
): Promise<{ format: Format; found: Export }> {
  const format = await detect(path, expected)
  const read = () => recordsOf(readExport(path), DEPTHS[format])
  const open = format === 'wordpress' ? wordpressExport : disqusExport
  return { format, found: await open(read, choose(format)) }
}

async function detect(path: string, expected: Format | undefined): Promise<Format> {
  const root = await rootOf(readExport(path))
  const found = formatOf(root)
  if (found === undefined) {
    const is = root.name === 'rss' ? 'a feed (<rss>), not an export' : `<${root.name}>`
    throw new ImportStopped(`${path} is ${is}. Exports of WordPress (Tools → Export) and of Disqus are known.`)
  }
  if (expected !== undefined && found !== expected)
    throw new ImportStopped(`${path} is an export of ${NAMES[found]}, not of ${NAMES[expected]}.`)
  return found
}
