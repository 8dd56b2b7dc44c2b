/**
 * Who a guest is when voting: a random id that the site has signed (HMAC, RFC 2104). Nothing about a guest is stored, and
 * nobody can make up identities: each one that counts was given out by us, so many an hour and address.
 */
import { keyed, matches } from './keyed.ts'
import type { RandomBytes } from './ulid.ts'

/** The random id, under which votes and reports are stored, with the signed form that its holder keeps secret. */
export type Voter = { id: string; token: string }

/** 128 random bits in base64url. */
const ID_LENGTH = 22
const PATTERN = /^([\w-]{22})\.([\w-]{43})$/

export function newVoter(secret: string, randomBytes: RandomBytes): Voter {
  const id = Buffer.from(randomBytes(16)).toString('base64url').slice(0, ID_LENGTH)
  return { id, token: `${id}.${keyed('voter', id, secret)}` }
}

/** The voter whose token this is; undefined when it is none that we signed. */
export function voterOf(token: string, secret: string): Voter | undefined {
  const [, id = '', signature = ''] = PATTERN.exec(token) ?? []
  return id !== '' && matches(signature, keyed('voter', id, secret)) ? { id, token } : undefined
}

/** The id that a token claims, for looking up what was stored under it: whoever knows an id was once given it. */
export const claimedVoterId = (token: string): string | undefined => PATTERN.exec(token)?.[1]
