/**
 * Votes and reports of guests. A guest has an identity that we sign. The first vote or report creates it.
 */

import { type Article, requirePublic } from '../domain/articles/article.ts'
import { type CommentId, formatCommentId, parseCommentId } from '../domain/comments/comment.ts'
import { addressHashOf } from '../domain/comments/editToken.ts'
import type { Report } from '../domain/comments/reports.ts'
import { isSettled, newVoter, type Voter, type VoterClaim, voterOf } from '../domain/comments/voter.ts'
import type { VoteValue } from '../domain/comments/votes.ts'
import { CommentNotFound, CommentsClosed, Forbidden } from '../domain/errors.ts'
import { type Charge, firstVoteCharge, newVoterCharge, reportCharge, voteCharge } from '../domain/site/limits.ts'
import type { Settings } from '../domain/site/settings.ts'
import { audit } from '../log.ts'
import { fileReport } from '../store/votes/reports.ts'
import { castVote, expectStanding, standing } from '../store/votes/voting.ts'
import { countingMisses } from './misses.ts'
import type { Commenter } from './post.ts'

/** The comment that a guest votes on or reports, and the guest's identity and address. */
export type GuestRequest = { slug: string; id: string; claim: VoterClaim | undefined; address: string }

/** The voter's token, and whether this request created it. Null if nothing was stored for a new voter. */
export type GuestAnswer = { voter: string | null; isNew: boolean }

/**
 * Sets a guest's vote on a comment to `value`.
 * @throws ArticleNotFound, ArticleGone, CommentsClosed, CommentNotFound, CommentRemoved, Forbidden if we did not sign
 * the identity, TooManyRequests, Busy
 */
export function vote(commenter: Commenter, request: GuestRequest, value: VoteValue): Promise<GuestAnswer> {
  return fromAddress(commenter, request, (addressHash) => voteFrom(commenter, addressHash, request, value))
}

async function voteFrom(
  commenter: Commenter,
  addressHash: string,
  request: GuestRequest,
  value: VoteValue,
): Promise<GuestAnswer> {
  const { article, id, guest, settings } = await admit(commenter, addressHash, request, voteCharge)
  const { voter, isNew } = guest
  if (article.comments.policy === 'closed') throw new CommentsClosed()
  const name = formatCommentId(id)
  const { limits } = commenter
  const onComment = firstVoteCharge(settings, voter.id, !isNew && isSettled(voter, commenter.clock()))
  // Every vote of a new voter is a first vote.
  if (isNew) limits.refuseKnown(addressHash, onComment, name)
  // Before the comment is read, so that a vote that changes nothing counts too.
  await limits.charge(addressHash, [voteCharge(settings)])
  if (isNew && value === 0) {
    // A new voter has no vote to take back.
    expectStanding(await standing(commenter.comments, article.key, id), article.key)
    return { voter: null, isNew: false }
  }
  const ballot = { id, article: article.key, voter: voter.id, value }
  await castVote(commenter.comments, ballot, async (isFirst) => {
    // In sequence: if the comment's limit refuses the vote, no new voter is counted.
    if (isFirst) await limits.charge(addressHash, [onComment], name)
    if (isNew) await limits.charge(addressHash, [newVoterCharge(settings)])
  })
  return { voter: voter.token, isNew }
}

/**
 * Reports a comment to the moderators, once for each guest and once for each address. Comments can also be reported
 * where they are closed, because they can still be read.
 * @throws the same as {@link vote}, except CommentsClosed
 */
export function report(commenter: Commenter, request: GuestRequest, input: Report): Promise<GuestAnswer> {
  return fromAddress(commenter, request, (addressHash) => reportFrom(commenter, addressHash, request, input))
}

async function reportFrom(
  commenter: Commenter,
  addressHash: string,
  request: GuestRequest,
  { reason, detail }: Report,
): Promise<GuestAnswer> {
  const { article, id, guest, settings } = await admit(commenter, addressHash, request, reportCharge)
  const { voter, isNew } = guest
  const { reportsToHold, privateFactsDays } = settings
  const now = commenter.clock()
  // Before the comment is read, so that a repeated report counts too.
  await commenter.limits.charge(addressHash, [reportCharge(settings)])
  const { counted, held, reports } = await fileReport(
    commenter.comments,
    { id, article: article.key, voter: voter.id, addressHash, reason, detail, reportsToHold, privateFactsDays, now },
    async () => {
      if (isNew) await commenter.limits.charge(addressHash, [newVoterCharge(settings)])
    },
  )
  if (held) {
    audit({
      action: 'report',
      by: 'readers',
      article: article.key,
      comment: formatCommentId(id),
      state: 'held',
      reports,
    })
  }
  // Nothing is stored for a new voter if the address has reported the comment before.
  return isNew && !counted ? { voter: null, isNew: false } : { voter: voter.token, isNew }
}

async function fromAddress<T>(
  commenter: Commenter,
  { address }: GuestRequest,
  run: (addressHash: string) => Promise<T>,
): Promise<T> {
  const addressHash = addressHashOf(address, await commenter.secret())
  return countingMisses(commenter.limits, addressHash, () => run(addressHash))
}

/** A voter, and whether this request created the voter. */
type Guest = { voter: Voter; isNew: boolean }

type Admitted = { article: Article; id: CommentId; guest: Guest; settings: Settings }

/** @param charged the charge for the request; refused here if its limit is known to be reached */
async function admit(
  commenter: Commenter,
  addressHash: string,
  { slug, id, claim }: GuestRequest,
  charged: (settings: Settings) => Charge,
): Promise<Admitted> {
  const now = commenter.clock()
  const [settings, secret] = await Promise.all([commenter.settings(), commenter.secret()])
  commenter.limits.refuseKnown(addressHash, charged(settings))
  const { article, shards } = await commenter.conversation(slug)
  requirePublic(article, article.slug, now)
  const commentId = parseCommentId(id, shards)
  if (!commentId) throw new CommentNotFound()
  const known = claim && voterOf(claim.token, secret)
  if (claim?.mustHold && !known) throw new Forbidden('voter')
  if (!known) commenter.limits.refuseKnown(addressHash, newVoterCharge(settings))
  const voter = known ?? newVoter(secret, commenter.randomBytes, now)
  return { article, id: commentId, guest: { voter, isNew: known === undefined }, settings }
}
