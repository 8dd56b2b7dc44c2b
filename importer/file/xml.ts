/**
 * Reads XML as it comes, and hands over one record after another, so that no more than one is in memory. Nothing is
 * ever fetched and nothing expanded: an export declares no document type, and one that does is refused; the only
 * entities are those of XML and the named characters of HTML 4, which some plugins leave in exports. An ampersand that
 * begins none of them is one (ampersands.ts).
 */
import sax from 'sax'
import { ImportStopped } from '../errors.ts'
import { ENTITIES, withAmpersands } from './ampersands.ts'

export type XmlElement = {
  /** With its prefix as written: `wp:post_id`. */
  name: string
  attributes: Record<string, string>
  /** All text and CDATA directly in it. */
  text: string
  children: XmlElement[]
}

/** No export nests deeper than four. */
const MAX_DEPTH = 50

/**
 * The outermost element, without what is in it. Reads no more than it must.
 * @throws ImportStopped when this is no XML
 */
export async function rootOf(pieces: AsyncIterable<string>): Promise<XmlElement> {
  let root: XmlElement | undefined
  const parser = parserFor({ depth: Number.POSITIVE_INFINITY, opened: (element) => (root ??= element) })
  for await (const piece of withAmpersands(pieces)) {
    written(parser, () => parser.write(piece))
    if (root) return root
  }
  throw new ImportStopped('The file is empty.')
}

/**
 * The elements at some depth, each once it is complete.
 * @param depth how deep they lie under the outermost element, which is at 0
 * @throws ImportStopped when this is no well-formed XML, or ends too early
 */
export async function* recordsOf(pieces: AsyncIterable<string>, depth: number): AsyncGenerator<XmlElement> {
  const complete: XmlElement[] = []
  const parser = parserFor({ depth, completed: (element) => complete.push(element) })
  for await (const piece of withAmpersands(pieces)) {
    written(parser, () => parser.write(piece))
    yield* complete.splice(0)
  }
  written(parser, () => parser.close())
  yield* complete
}

function written(parser: sax.SAXParser, write: () => void): void {
  try {
    write()
  } catch (error) {
    if (error instanceof ImportStopped || !(error instanceof Error) || !parser.error) throw error
    throw new ImportStopped(faultOf(parser, error))
  }
}

type Handlers = {
  depth: number
  opened?: (element: XmlElement) => void
  completed?: (element: XmlElement) => void
}

function parserFor({ depth, opened, completed }: Handlers): sax.SAXParser {
  const parser = sax.parser(true, { position: true })
  parser.ENTITIES = ENTITIES
  const path: XmlElement[] = []
  let hasRoot = false
  parser.onerror = (error) => {
    // Servers may write text after the export, such as a warning of PHP. It is ignored.
    if (!hasRoot || path.length > 0 || !/^Text data outside of root node/.test(error.message)) throw error
    parser.resume()
  }
  parser.ondoctype = () => {
    throw new ImportStopped('This file declares a document type (<!DOCTYPE …>). Exports have none, so it is not read.')
  }
  parser.onopentag = ({ name, attributes }) => {
    // Without namespaces, every value is text.
    const element: XmlElement = { name, attributes: attributes as Record<string, string>, text: '', children: [] }
    if (path.length > MAX_DEPTH) throw new ImportStopped('This file is nested too deeply to be an export.')
    if (path.length > depth) path.at(-1)?.children.push(element)
    path.push(element)
    hasRoot = true
    opened?.(element)
  }
  parser.onclosetag = () => {
    const element = path.pop()
    if (element && path.length === depth) completed?.(element)
  }
  const addText = (text: string) => {
    const element = path.at(-1)
    // Between records there is only space.
    if (element && path.length > depth) element.text += text
  }
  parser.ontext = addText
  parser.oncdata = addText
  return parser
}

function faultOf(parser: sax.SAXParser, error: Error): string {
  const [what = ''] = error.message.split('\n')
  const line = parser.line + 1
  if (/^Unclosed|Unexpected end/i.test(what))
    return `The file ends too early, in line ${line}. Download the export again.`
  return `The file is not well-formed XML: ${what.replace(/\.$/, '')}, in line ${line}.`
}

/** The trimmed text of the first child with a name. Empty if there is none. */
export const textOf = (element: XmlElement, name: string): string => childOf(element, name)?.text.trim() ?? ''

export const childOf = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((child) => child.name === name)

export const childrenOf = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child) => child.name === name)
