/**
 * What one address may do, made from the settings. An address is one reader, a household, or a campus behind one router:
 * so limits throttle, and each is wide enough for many people.
 */
import { hash } from 'node:crypto'
import { folded } from '../articles/folding.ts'
import type { Rate } from './rateLimit.ts'
import type { Settings } from './settings.ts'

/** Something that is limited: what it is called, how often it may be done, and how many uses one counts as. */
export type Charge = {
  /** One of a few names. */
  what: string
  /** Tells attempts apart: another one at the last use costs nothing. */
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

/** Requests to write where there is nothing: an article, a comment or what a reply answers. Nobody does that on purpose. */
export const MISS: Charge = { what: 'misses', rate: { limit: 30, seconds: MINUTE } }

/** How many votes of settled voters count as one of a new voter. */
const SETTLED_VOTES = 3

/**
 * A first vote on one comment. Voters that are a day old at least count a third. Without that, an address could make voters
 * on many comments and send them all to one.
 * @param voter whose vote it is: one who takes it back and votes again is not counted twice
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

/** Letters and digits from which on a text is compared: “I agree” is said by many. */
const COMPARED_FROM = 10

/**
 * What a text is known by when the same address says it again, on whatever page. Texts are compared by their letters and
 * digits only, so that neither spaces nor punctuation make another text of it.
 * @returns undefined for a text that is too short to compare
 */
export function textMark(text: string): string | undefined {
  const letters = folded(text).replace(/[^\p{L}\p{N}]+/gu, '')
  if ([...letters].length < COMPARED_FROM) return undefined
  return `text-${hash('sha256', letters, 'base64url').slice(0, 22)}`
}

/**
 * Saying the same again.
 * @param attempt what is the same when a comment is sent again because its answer was lost
 */
export const repeatCharge = ({ sameTextPerHour: limit }: Settings, attempt?: string): Charge => ({
  what: 'text',
  attempt,
  rate: { limit, seconds: HOUR },
})

export const isRepeat = ({ what }: Charge): boolean => what === 'text'
