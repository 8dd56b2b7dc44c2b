/**
 * Who a guest is when voting: an id that the site has signed (HMAC, RFC 2104). It holds when it was made and random bits.
 * Nothing about a guest is stored, and nobody can make up identities: each one that counts was given out by us, so many
 * an hour and address.
 */
import { hmac, matches } from '../hmac.ts'
import type { RandomBytes } from '../ulid.ts'

/** The id, under which votes and reports are stored, with the signed form that its holder keeps secret. */
export type Voter = { id: string; token: string }

/**
 * The token as it was sent. Who sent it on purpose is told where it is wrong (`mustHold`); one that may be left over from
 * another time counts as none.
 */
export type VoterClaim = { token: string; mustHold: boolean }

/** A voter that is so old, in seconds, was not made for the vote at hand. */
const SETTLED_AFTER = 24 * 60 * 60
/** Seconds by which one instance's clock may be ahead of another's. */
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

/** The voter whose token this is; undefined when it is none that we signed. */
export function voterOf(token: string, secret: string): Voter | undefined {
  const [, id = '', signature = ''] = PATTERN.exec(token) ?? []
  return id !== '' && matches(signature, hmac('voter', id, secret)) ? { id, token } : undefined
}

/**
 * Whether a voter was made a day ago or more.
 * @param now milliseconds since 1970
 */
export function isSettled({ id }: Voter, now: number): boolean {
  const madeAt = Buffer.from(id, 'base64url').readUInt32BE()
  const age = Math.floor(now / 1000) - madeAt
  return age < -CLOCKS_DIFFER || age >= SETTLED_AFTER
}

/** The id that a token claims, for looking up what was stored under it: whoever knows an id was once given it. */
export const claimedVoterId = (token: string): string | undefined => PATTERN.exec(token)?.[1]
