/**
 * What one address may do, made from the settings. An address is one reader, a household, or a campus behind one router:
 * so limits throttle, and each is wide enough for many people.
 */
import { hash } from 'node:crypto'
import { folded } from './folding.ts'
import type { Rate } from './rateLimit.ts'
import type { Settings } from './settings.ts'

/** Something that is limited: what it is called, how often it may be done, and how many uses one counts as. */
export type Charge = {
  /** One of a few names. */
  what: string
  /** Tells uses of one name apart. The allowance is for whatever it was last used for; it is fresh for anything else. */
  of?: string | undefined
  /** Tells attempts at one use apart: the next attempt at the last one costs nothing. Only where there is an `of`. */
  attempt?: string | undefined
  rate: Rate
  cost?: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE

export const postCharge = ({ commentsPerMinute: limit }: Settings): Charge => ({
  what: 'posts',
  rate: { limit, seconds: MINUTE },
})

export const editCharge = ({ editsPerMinute: limit }: Settings): Charge => ({
  what: 'edits',
  rate: { limit, seconds: MINUTE },
})

export const voteCharge = ({ votesPerMinute: limit }: Settings): Charge => ({
  what: 'votes',
  rate: { limit, seconds: MINUTE },
})

export const reportCharge = ({ reportsPerHour: limit }: Settings): Charge => ({
  what: 'reports',
  rate: { limit, seconds: HOUR },
})

export const newPageCharge = ({ newPagesPerHour: limit }: Settings): Charge => ({
  what: 'pages',
  rate: { limit, seconds: HOUR },
})

export const newVoterCharge = ({ newVotersPerHour: limit }: Settings): Charge => ({
  what: 'voters',
  rate: { limit, seconds: HOUR },
})

/** Requests to write where there is nothing: an article, a comment or what a reply answers. Nobody does that on purpose. */
export const MISS: Charge = { what: 'misses', rate: { limit: 30, seconds: MINUTE } }

/** How many votes of settled voters count as one of a new voter. */
const SETTLED_VOTES = 10

/**
 * A first vote on one comment. Voters that are a day old at least count a tenth. Without that, an address could make voters
 * on many comments and send them all to one.
 */
export const firstVoteCharge = ({ newVotersPerComment: limit }: Settings, isSettled: boolean): Charge => ({
  what: 'voters',
  rate: { limit: limit * SETTLED_VOTES, seconds: HOUR },
  cost: isSettled ? 1 : SETTLED_VOTES,
})

/** Letters and digits from which on a text is compared: “I agree” is said by many. */
const COMPARED_FROM = 10
/** How many different texts of one address are remembered: as many as there are names, by their hash. */
const TEXTS = 8

/**
 * Saying the same again, on whatever page. Texts are compared by their letters and digits only, so that neither spaces nor
 * punctuation make another text of it.
 * @param attempt what is the same when a comment is sent again because its answer was lost
 * @returns undefined for a text that is too short to compare
 */
export function repeatCharge(text: string, { sameTextPerHour: limit }: Settings, attempt?: string): Charge | undefined {
  const letters = folded(text).replace(/[^\p{L}\p{N}]+/gu, '')
  if ([...letters].length < COMPARED_FROM) return undefined
  const digest = hash('sha256', letters, 'hex')
  const name = Number.parseInt(digest.slice(0, 2), 16) % TEXTS
  return { what: `text${name}`, of: digest.slice(2, 14), attempt, rate: { limit, seconds: HOUR } }
}

export const isRepeat = ({ what }: Charge): boolean => what.startsWith('text')
