/**
 * An export as text, piece by piece: it may be larger than memory. Disqus compresses it; old ones are in other encodings
 * than UTF-8, which their first line tells.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { TextDecoder } from 'node:util'
import { createGunzip } from 'node:zlib'
import { codeOf, ImportStopped } from './errors.ts'

const GZIP = [0x1f, 0x8b]
/** Where the first line of XML ends at the latest. */
const HEAD = 1024

/**
 * The file's text.
 * @throws ImportStopped for a file that is not there, can't be read, or is not in the encoding that it says
 */
export async function* readExport(path: string): AsyncGenerator<string> {
  const isCompressed = await beginsWith(path, GZIP)
  const bytes = createReadStream(path)
  let decoder: TextDecoder | undefined
  const unpacked = isCompressed ? createGunzip() : undefined
  // Whatever breaks, breaks the loop below.
  const flow = unpacked && pipeline(bytes, unpacked).catch(() => undefined)
  try {
    // Both are streams of buffers.
    for await (const chunk of (unpacked ?? bytes) as AsyncIterable<Buffer>) {
      decoder ??= decoderFor(chunk)
      yield decoder.decode(chunk, { stream: true })
    }
    if (decoder) yield decoder.decode()
    await flow
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new ImportStopped(`${path} is not text in ${decoder?.encoding ?? 'UTF-8'}.`)
    throw new ImportStopped(`${path} can’t be read to its end (${code}). Download the export again.`)
  }
}

async function beginsWith(path: string, bytes: readonly number[]): Promise<boolean> {
  try {
    const file = await open(path)
    try {
      const { buffer } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, 0)
      return bytes.every((byte, place) => buffer[place] === byte)
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    throw new ImportStopped(code === 'ENOENT' ? `There is no file ${path}.` : `${path} can’t be read (${code}).`)
  }
}

/** XML 1.0, appendix F: a byte order mark, else what the declaration says, else UTF-8. */
function decoderFor(start: Buffer): TextDecoder {
  const mark =
    start[0] === 0xff && start[1] === 0xfe
      ? 'utf-16le'
      : start[0] === 0xfe && start[1] === 0xff
        ? 'utf-16be'
        : undefined
  const declared = /^<\?xml[^>]*?\sencoding=["']([\w.:-]+)["']/.exec(start.subarray(0, HEAD).toString('latin1'))?.[1]
  const label = mark ?? declared ?? 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    throw new ImportStopped(`The export says that it is in ${label}, which is no encoding that is known here.`)
  }
}
