/**
 * What voters think of a comment: counts, the score that readers see, and the rank by which the best come first.
 */
import { isUlid } from '../ulid.ts'

/** One voter's opinion; 0 is none. */
export type VoteValue = 1 | 0 | -1

/** How many are for a comment and how many against it; as differences, how many more or less. */
export type Votes = { up: number; down: number }

export const NO_VOTES: Votes = { up: 0, down: 0 }

export const scoreOf = ({ up, down }: Votes): number => up - down

export const plus = (a: Votes, b: Votes): Votes => ({ up: a.up + b.up, down: a.down + b.down })

export const areSame = (a: Votes, b: Votes): boolean => a.up === b.up && a.down === b.down

/** What it does to the counts when a voter changes from one opinion to another. */
export const changeOfMind = (before: VoteValue, after: VoteValue): Votes => ({
  up: Number(after === 1) - Number(before === 1),
  down: Number(after === -1) - Number(before === -1),
})

/** The normal quantile for 95 % confidence, as in the sources below. */
const Z = 1.96

/**
 * The lower bound of Wilson's score interval for the share of votes that are for a comment: with 95 % confidence that many
 * of all possible voters like it at least. So 60 of 100 come before 2 of 2, which plain averages and sums get wrong.
 * Sources: E. B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, Journal of the American
 * Statistical Association 22 (1927), 209–212; Evan Miller, “How Not To Sort By Average Rating” (2009),
 * https://www.evanmiller.org/how-not-to-sort-by-average-rating.html
 * @returns from 0 (nobody is for it) to just below 1
 */
export function wilsonLowerBound({ up, down }: Votes): number {
  if (up <= 0) return 0
  const n = up + Math.max(0, down)
  const share = up / n
  const centre = share + (Z * Z) / (2 * n)
  const margin = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * n)) / n)
  return (centre - margin) / (1 + (Z * Z) / n)
}

/** Enough digits to tell one vote for and billions against from none at all. */
const DIGITS = 12

/**
 * A root comment's place among the best, as text that sorts: its lower bound, then its id, so that the order is total and
 * of two with the same bound the newer one comes first. Undefined where nobody is for it: its bound is 0 then, as that of
 * a comment without any vote, and among those the newest comes first.
 */
export function rankOf(votes: Votes, ulid: string): string | undefined {
  if (votes.up <= 0) return undefined
  const bound = Math.floor(wilsonLowerBound(votes) * 10 ** DIGITS)
  return `${String(bound).padStart(DIGITS, '0')}#${ulid}`
}

/** Whether text has the form of a rank. */
export function isRank(text: string): boolean {
  return /^\d{12}#/.test(text) && isUlid(text.slice(DIGITS + 1))
}
