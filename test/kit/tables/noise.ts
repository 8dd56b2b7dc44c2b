/**
 * Texts with the largest size in the database: characters of four bytes that hardly compress.
 */
import { randomBytes } from 'node:crypto'

/** Random rare Han characters. */
export const noise = (length: number): string =>
  Array.from({ length }, () => String.fromCodePoint(0x20000 + (randomBytes(4).readUInt32BE() % 0xa6e0))).join('')

const START = 'https://example.org/'

/** A web address with this number of bytes. */
export const noisyAddress = (size: number): string =>
  START +
  randomBytes(size)
    .toString('base64url')
    .slice(0, size - START.length)
