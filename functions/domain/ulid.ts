/**
 * Identifiers that sort by time: ULIDs (https://github.com/ulid/spec), 48 bits of milliseconds and 80 random bits in
 * Crockford's base 32. Written here because Understory reads meaning out of the bits: the lowest eight choose the write shard.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
const TIME_LENGTH = 10
const RANDOM_LENGTH = 16

/** The last millisecond a ULID can carry (year 10889). */
const MAX_TIME = 2 ** 48 - 1

/** After every ULID that a clock makes. Its lowest bits are those of the first write shard. */
export const LAST_ULID = `7${'Z'.repeat(23)}R0`

/** A source of randomness: returns `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array

export function isUlid(text: string): boolean {
  return PATTERN.test(text)
}

/**
 * Makes a ULID.
 * @param time milliseconds since 1970
 * @param randomBytes where the 80 random bits come from
 */
export function ulid(time: number, randomBytes: RandomBytes): string {
  return encodeTime(time) + encodeRandom(randomBytes(10))
}

/** The smallest ULID of a millisecond: a position between everything before that moment and everything since. */
export function firstUlidAt(time: number): string {
  return encodeTime(Math.min(Math.max(time, 0), MAX_TIME)) + '0'.repeat(RANDOM_LENGTH)
}

/** The largest ULID of the millisecond before a moment, but for its lowest eight bits. */
export function lastUlidBefore(time: number, low: number): string {
  return encodeTime(Math.min(Math.max(time, 1), MAX_TIME + 1) - 1) + encodeRandom(withLowest(0xff, low))
}

/** The smallest ULID of a millisecond, but for its lowest eight bits. */
export function firstUlidWith(time: number, low: number): string {
  return encodeTime(Math.min(Math.max(time, 0), MAX_TIME)) + encodeRandom(withLowest(0, low))
}

const withLowest = (others: number, low: number): Uint8Array => Uint8Array.from([...Array(9).fill(others), low])

/** The milliseconds since 1970 that a ULID carries. */
export function timeOf(id: string): number {
  let time = 0
  for (const letter of id.slice(0, TIME_LENGTH)) time = time * 32 + ALPHABET.indexOf(letter)
  return time
}

/** The lowest eight random bits, 0–255: which write shard an item with this id belongs to, modulo the number of shards. */
export function lowBits(id: string): number {
  const last = ALPHABET.indexOf(id.slice(-1))
  const beforeLast = ALPHABET.indexOf(id.slice(-2, -1))
  return ((beforeLast & 0b111) << 5) | last
}

function encodeTime(time: number): string {
  if (!Number.isInteger(time) || time < 0 || time > MAX_TIME) throw new RangeError(`Not a ULID time: ${time}`)
  let rest = time
  let text = ''
  for (let place = 0; place < TIME_LENGTH; place++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function encodeRandom(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let place = 0; place < RANDOM_LENGTH; place++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}
