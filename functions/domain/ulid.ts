/**
 * Identifiers that sort by time: ULIDs (https://github.com/ulid/spec), 48 bits of milliseconds and 80 random bits in
 * Crockford's base 32. Implemented here because Understory uses the lowest eight bits to choose the write shard.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
const TIME_LENGTH = 10
const RANDOM_LENGTH = 16

/** The last millisecond that a ULID can encode (year 10889). */
const MAX_TIME = 2 ** 48 - 1

/** Sorts after every ULID that is made from a clock. Its lowest bits are those of the first write shard. */
export const LAST_ULID = `7${'Z'.repeat(23)}R0`

/** Returns `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array

export function isUlid(text: string): boolean {
  return PATTERN.test(text)
}

/**
 * Makes a ULID.
 * @param time milliseconds since 1970
 * @param randomBytes the source of the 80 random bits
 */
export function ulid(time: number, randomBytes: RandomBytes): string {
  return encodeTime(time) + encodeRandom(randomBytes(10))
}

/** The smallest ULID of a millisecond. It sorts after all earlier ULIDs and before all later ones. */
export function firstUlidAt(time: number): string {
  return encodeTime(Math.min(Math.max(time, 0), MAX_TIME)) + '0'.repeat(RANDOM_LENGTH)
}

/** The largest ULID of the millisecond before `time` whose lowest eight bits are `low`. */
export function lastUlidBefore(time: number, low: number): string {
  return encodeTime(Math.min(Math.max(time, 1), MAX_TIME + 1) - 1) + encodeRandom(withLowest(0xff, low))
}

/** The smallest ULID of a millisecond whose lowest eight bits are `low`. */
export function firstUlidWith(time: number, low: number): string {
  return encodeTime(Math.min(Math.max(time, 0), MAX_TIME)) + encodeRandom(withLowest(0, low))
}

const withLowest = (others: number, low: number): Uint8Array => Uint8Array.from([...Array(9).fill(others), low])

/** The time of a ULID, milliseconds since 1970. */
export function timeOf(id: string): number {
  let time = 0
  for (const letter of id.slice(0, TIME_LENGTH)) time = time * 32 + ALPHABET.indexOf(letter)
  return time
}

/** The lowest eight random bits, 0–255. Modulo the number of shards, they give the write shard. */
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
