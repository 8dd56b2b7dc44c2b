/**
 * Reads an export as text, piece by piece, because it may be larger than memory. Old exports may have another encoding
 * than UTF-8, which is named in their first line.
 */
import { TextDecoder } from 'node:util'
import { codeOf, ImportStopped } from '../errors.ts'
import { bytesIn } from './packed.ts'

/** The declaration is within this many bytes. */
const HEAD = 1024

/**
 * The file's text.
 * @throws ImportStopped for a file that is not there, can't be read, or is not in the encoding that it says
 */
export async function* readExport(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  try {
    for await (const chunk of bytesIn(path)) {
      decoder ??= decoderFor(chunk)
      yield decoder.decode(chunk, { stream: true })
    }
    if (decoder) yield decoder.decode()
  } catch (error) {
    if (error instanceof ImportStopped) throw error
    const code = codeOf(error)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new ImportStopped(await badByteIn(path))
    if (code === undefined && !isOfArchive(error)) throw error
    const reason = code ?? (error instanceof Error ? error.message : '')
    throw new ImportStopped(`${path} cannot be read completely (${reason}). Download the export again.`)
  }
}

/** Errors of the archive reader have no codes. */
const isOfArchive = (error: unknown): boolean =>
  error instanceof Error && /uncompressed|local file header|EOF/i.test(error.message)

/** XML 1.0, appendix F: a byte order mark, else what the declaration says, else UTF-8. */
function decoderFor(start: Buffer): TextDecoder {
  const mark =
    start[0] === 0xff && start[1] === 0xfe
      ? 'utf-16le'
      : start[0] === 0xfe && start[1] === 0xff
        ? 'utf-16be'
        : undefined
  const declared = /^\s*<\?xml[^>]*?\sencoding=["']([\w.:-]+)["']/.exec(start.subarray(0, HEAD).toString('latin1'))?.[1]
  const label = mark ?? declared ?? 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    throw new ImportStopped(`The export declares the encoding ${label}, which is not a known encoding.`)
  }
}

/** Finds the first bad byte. A decoder does not report it, so the file is read again, the bad piece byte by byte. */
async function badByteIn(path: string): Promise<string> {
  let [whole, single]: (TextDecoder | undefined)[] = []
  /** The first byte of the character that is being read. */
  let start = 0
  let position = 0
  let line = 1
  for await (const chunk of bytesIn(path)) {
    whole ??= decoderFor(chunk)
    single ??= decoderFor(chunk)
    try {
      whole.decode(chunk, { stream: true })
      const text = single.decode(chunk, { stream: true })
      line += text.split('\n').length - 1
      position += chunk.length
      start = position
    } catch {
      // The second decoder has not read this piece yet.
      for (const [place, byte] of chunk.entries()) {
        try {
          const text = single.decode(chunk.subarray(place, place + 1), { stream: true })
          if (text !== '') start = position + place + 1
          if (text === '\n') line++
        } catch {
          // An ASCII byte inside a character: the byte that began the character is wrong.
          const at = byte < 0x80 && start < position + place ? start : position + place
          return badByte(path, single.encoding, line, at, chunk[at - position])
        }
      }
    }
  }
  return `${path} is not text in ${single?.encoding ?? 'utf-8'}: it ends in the middle of a character. Download the export again.`
}

const badByte = (path: string, encoding: string, line: number, at: number, byte: number | undefined): string =>
  `${path} is not text in ${encoding}: byte ${at + 1} of it, in line ${line}` +
  (byte === undefined ? '' : `, is ${byte.toString(16).toUpperCase().padStart(2, '0')}`) +
  '. Fix it in an editor, or name the file’s encoding in its first line.'
