/**
 * Reads an export's bytes and unpacks them where needed. Disqus compresses its exports; WordPress.com puts them in an
 * archive.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Entry, openPromise } from 'yauzl'
import { codeOf, ImportStopped } from '../errors.ts'

/** The first bytes of each kind of file. */
const KINDS = {
  gzip: [0x1f, 0x8b],
  zip: [0x50, 0x4b, 0x03, 0x04],
  bzip2: [0x42, 0x5a, 0x68],
  '7z': [0x37, 0x7a, 0xbc, 0xaf],
  rar: [0x52, 0x61, 0x72, 0x21],
  xz: [0xfd, 0x37, 0x7a, 0x58],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
} as const
type Kind = keyof typeof KINDS

/**
 * The bytes of the export in a file.
 * @throws ImportStopped for a file that is not there, can't be read, or is packed in a way that is not known
 */
export async function* bytesIn(path: string): AsyncGenerator<Buffer> {
  const kind = await kindOf(path)
  if (kind !== undefined && kind !== 'gzip' && kind !== 'zip')
    throw new ImportStopped(`${path} is packed (${kind}). Unpack it and import the file in it.`)
  if (kind === 'zip') return yield* bytesInArchive(path)
  const bytes = createReadStream(path)
  if (kind === undefined) return yield* bytes
  const unpacked = createGunzip()
  // An error ends the loop of the reader, which reports it.
  const flow = pipeline(bytes, unpacked).catch(() => undefined)
  yield* unpacked
  await flow
}

async function kindOf(path: string): Promise<Kind | undefined> {
  try {
    const file = await open(path)
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
      const names = Object.keys(KINDS) as Kind[]
      return names.find((name) => KINDS[name].every((byte, place) => buffer[place] === byte))
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    throw new ImportStopped(code === 'ENOENT' ? `There is no file ${path}.` : `${path} can’t be read (${code}).`)
  }
}

/** The one file of XML in an archive. */
async function* bytesInArchive(path: string): AsyncGenerator<Buffer> {
  const archive = await opened(path)
  try {
    const entries: Entry[] = []
    for await (const entry of archive.eachEntry()) if (isExport(entry.fileName)) entries.push(entry)
    const [only, ...others] = entries
    if (only === undefined) throw new ImportStopped(`There is no XML file in ${path}.`)
    if (others.length > 0) {
      const names = entries.map(({ fileName }) => fileName).join(', ')
      throw new ImportStopped(`${path} holds several files: ${names}. Unpack it and import one after the other.`)
    }
    if (only.isEncrypted()) throw new ImportStopped(`${path} has a password. Unpack it and import the file in it.`)
    yield* await archive.openReadStreamPromise(only)
  } finally {
    archive.close()
  }
}

/** macOS adds metadata files, in the folder __MACOSX. */
const isExport = (name: string): boolean => /\.xml$/i.test(name) && !name.startsWith('__MACOSX/')

async function opened(path: string) {
  try {
    return await openPromise(path, { autoClose: false })
  } catch (error) {
    throw new ImportStopped(
      `${path} can’t be unpacked (${error instanceof Error ? error.message : String(error)}). Download the export again.`,
    )
  }
}
