/**
 * The identity of a guest who votes: an id with a signature of the site (HMAC, RFC 2104). The id holds its creation
 * time and random bits. No data about the guest is stored. Guests cannot make up identities, because only ids that the
 * site issued count. The number that it issues to an address is limited per hour.
 */
import { hmac, matches } from '../hmac.ts'
import type { RandomBytes } from '../ulid.ts'

/** `id` is the key under which votes and reports are stored. `token` is the signed id, which the guest keeps secret. */
export type Voter = { id: string; token: string }

/**
 * The token that a request sent. With `mustHold`, an invalid token is refused. Otherwise it is ignored, since it may be
 * an old one.
 */
export type VoterClaim = { token: string; mustHold: boolean }

/** Seconds after which a voter is settled: it was not created for the current vote. */
const SETTLED_AFTER = 24 * 60 * 60
/** Seconds by which the clocks of two instances may differ. */
const CLOCKS_DIFFER = 5 * 60
const PATTERN = /^([\w-]{22})\.([\w-]{43})$/

/**
 * @param now milliseconds since 1970
 */
export function newVoter(secret: string, randomBytes: RandomBytes, now: number): Voter {
  const bytes = Buffer.from(randomBytes(16))
  // Seconds in 32 bits last until the year 2106; 96 random bits are left.
  bytes.writeUInt32BE(Math.floor(now / 1000) % 2 ** 32)
  const id = bytes.toString('base64url')
  return { id, token: `${id}.${hmac('voter', id, secret)}` }
}

/** The voter of a token; undefined if the site did not sign it. */
export function voterOf(token: string, secret: string): Voter | undefined {
  const [, id = '', signature = ''] = PATTERN.exec(token) ?? []
  return id !== '' && matches(signature, hmac('voter', id, secret)) ? { id, token } : undefined
}

/**
 * Whether a voter was created at least a day ago.
 * @param now milliseconds since 1970
 */
export function isSettled({ id }: Voter, now: number): boolean {
  const madeAt = Buffer.from(id, 'base64url').readUInt32BE()
  const age = Math.floor(now / 1000) - madeAt
  return age < -CLOCKS_DIFFER || age >= SETTLED_AFTER
}

/**
 * The id in a token, without a check of the signature. For reads of what is stored under the id: ids are only known to
 * the guests that they were issued to.
 */
export const claimedVoterId = (token: string): string | undefined => PATTERN.exec(token)?.[1]
