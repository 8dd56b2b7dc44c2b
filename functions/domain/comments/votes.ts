/**
 * The votes on a comment: counts, the score that readers see, and the rank for the order “best first”.
 */
import { isUlid } from '../ulid.ts'

/** The vote of one voter; 0 is none. */
export type VoteValue = 1 | 0 | -1

/** The numbers of upvotes and downvotes, or differences of them. */
export type Votes = { up: number; down: number }

export const NO_VOTES: Votes = { up: 0, down: 0 }

export const scoreOf = ({ up, down }: Votes): number => up - down

export const plus = (a: Votes, b: Votes): Votes => ({ up: a.up + b.up, down: a.down + b.down })

export const areSame = (a: Votes, b: Votes): boolean => a.up === b.up && a.down === b.down

/** The difference in the counts when a voter changes a vote. */
export const changeOfMind = (before: VoteValue, after: VoteValue): Votes => ({
  up: Number(after === 1) - Number(before === 1),
  down: Number(after === -1) - Number(before === -1),
})

/** The normal quantile for 95 % confidence, as in the sources below. */
const Z = 1.96

/**
 * The lower bound of Wilson's score interval for the share of upvotes. With 95 % confidence, at least this share of all
 * possible voters likes the comment. So 60 of 100 rank before 2 of 2. Plain averages and sums do not give that order.
 * Sources: E. B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, Journal of the
 * American Statistical Association 22 (1927), 209–212; Evan Miller, “How Not To Sort By Average Rating” (2009),
 * https://www.evanmiller.org/how-not-to-sort-by-average-rating.html
 * @returns from 0 (no upvotes) to just below 1
 */
export function wilsonLowerBound({ up, down }: Votes): number {
  if (up <= 0) return 0
  const n = up + Math.max(0, down)
  const share = up / n
  const centre = share + (Z * Z) / (2 * n)
  const margin = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * n)) / n)
  return (centre - margin) / (1 + (Z * Z) / n)
}

/** Enough digits to distinguish one upvote among billions of downvotes from none. */
const DIGITS = 12

/**
 * The rank of a root comment as sortable text: the lower bound, then the id. So the order is total, and of two comments
 * with the same bound the newer one comes first. Undefined without upvotes: the bound is then 0, as for a comment
 * without votes, and those comments are listed newest first.
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
