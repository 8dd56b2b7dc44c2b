/**
 * The limits of one address, derived from the settings. Many people may share an address, such as a household or a
 * campus. So limits only throttle, and each is high enough for many people.
 */
import { hash } from 'node:crypto'
import { folded } from '../articles/folding.ts'
import type { Rate } from './rateLimit.ts'
import type { Settings } from './settings.ts'

/** A use of a limit: the name of the limit, its rate, and the number of uses that this one counts as. */
export type Charge = {
  /** One of a few names. */
  what: string
  /** Identifies a use. A repeat of the last use costs nothing. */
  attempt?: string | undefined
  rate: Rate
  cost?: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE

const charging =
  (what: string, setting: keyof Settings & `${string}Per${'Minute' | 'Hour'}`) =>
  (settings: Settings): Charge => ({
    what,
    rate: { limit: settings[setting], seconds: setting.endsWith('Minute') ? MINUTE : HOUR },
  })

export const postCharge = charging('posts', 'commentsPerMinute')
export const editCharge = charging('edits', 'editsPerMinute')
export const voteCharge = charging('votes', 'votesPerMinute')
export const reportCharge = charging('reports', 'reportsPerHour')
export const newPageCharge = charging('pages', 'newPagesPerHour')
export const newVoterCharge = charging('voters', 'newVotersPerHour')

/** Write requests to an article, a comment or a parent that does not exist. Readers do not send these on purpose. */
export const MISS: Charge = { what: 'misses', rate: { limit: 30, seconds: MINUTE } }

/** A vote of a new voter costs as much as this many votes of settled voters. */
const SETTLED_VOTES = 3

/**
 * A voter's first vote on one comment. A vote of a voter that is at least a day old costs a third. Settled voters are
 * charged too: otherwise an address could create voters on many comments and use them all on one.
 * @param voter a voter who withdraws a vote and votes again is not charged twice
 */
export const firstVoteCharge = (
  { newVotersPerComment: limit }: Settings,
  voter: string,
  isSettled: boolean,
): Charge => ({
  what: 'voters',
  attempt: voter,
  rate: { limit: limit * SETTLED_VOTES, seconds: HOUR },
  cost: isSettled ? 1 : SETTLED_VOTES,
})

/** Texts with fewer letters and digits are not compared: many readers write “I agree”. */
const COMPARED_FROM = 10

/**
 * A hash that identifies a text when the same address sends it again, on any page. It covers letters and digits only,
 * so spaces and punctuation make no difference.
 * @returns undefined for a text that is too short to compare
 */
export function textMark(text: string): string | undefined {
  const letters = folded(text).replace(/[^\p{L}\p{N}]+/gu, '')
  if ([...letters].length < COMPARED_FROM) return undefined
  return `text-${hash('sha256', letters, 'base64url').slice(0, 22)}`
}

/**
 * A repeat of the same text.
 * @param attempt the same value when a client sends a comment again because the answer was lost
 */
export const repeatCharge = ({ sameTextPerHour: limit }: Settings, attempt?: string): Charge => ({
  what: 'text',
  attempt,
  rate: { limit, seconds: HOUR },
})

export const isRepeat = ({ what }: Charge): boolean => what === 'text'
