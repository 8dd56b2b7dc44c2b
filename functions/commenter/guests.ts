/**
 * Guests that vote and report: known by an identity that we signed, which the first vote or report makes.
 */
import { type Article, requirePublic } from '../domain/article.ts'
import { type CommentId, formatCommentId, parseCommentId } from '../domain/comment.ts'
import { addressHashOf } from '../domain/editToken.ts'
import { CommentNotFound, CommentsClosed, Forbidden } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { newVoter, type Voter, voterOf } from '../domain/voter.ts'
import type { VoteValue } from '../domain/votes.ts'
import type { ReportInput } from '../http/commentSchemas.ts'
import type { VoterClaim } from '../http/voterIdentity.ts'
import { fileReport } from '../store/reports.ts'
import { castVote, expectStanding, type Guest, standing } from '../store/voting.ts'
import type { Commenter } from './post.ts'

/** Who wants something of which comment. */
export type GuestRequest = { slug: string; id: string; claim: VoterClaim | undefined; address: string }

/** The voter, and whether their identity is new to them; null where there was nothing to make one for. */
export type GuestAnswer = { voter: string | null; isNew: boolean }

/**
 * Makes a guest's opinion of a comment what `value` says.
 * @throws ArticleNotFound, ArticleGone, CommentsClosed, CommentNotFound, CommentRemoved, Forbidden for an identity that we
 * never gave out, TooManyRequests, Busy
 */
export async function vote(commenter: Commenter, request: GuestRequest, value: VoteValue): Promise<GuestAnswer> {
  const { article, id, guest, voter } = await admit(commenter, request)
  if (article.comments.policy === 'closed') throw new CommentsClosed()
  if (guest.isNew && value === 0) {
    // Who never voted has nothing to take back.
    expectStanding(await standing(commenter.comments, article.key, id), article.key)
    return { voter: null, isNew: false }
  }
  await castVote(commenter.comments, guest, { id, article: article.key, value })
  return { voter: voter.token, isNew: guest.isNew }
}

/**
 * Reports a comment to the moderators, once per guest. Also under closed comments: what stands there is still read.
 * @throws what {@link vote} throws, but for CommentsClosed
 */
export async function report(
  commenter: Commenter,
  request: GuestRequest,
  { reason, detail }: ReportInput,
): Promise<GuestAnswer> {
  const { article, id, guest, voter, settings } = await admit(commenter, request)
  const { held, reports } = await fileReport(commenter.comments, guest, {
    id,
    article: article.key,
    reason,
    detail,
    reportsToHold: settings.reportsToHold,
  })
  if (held) {
    console.info({
      message: 'audit',
      actor: 'readers',
      action: 'report',
      article: article.key,
      comment: formatCommentId(id),
      state: 'held',
      reports,
    })
  }
  return { voter: voter.token, isNew: guest.isNew }
}

type Admitted = { article: Article; id: CommentId; guest: Guest; voter: Voter; settings: Settings }

async function admit(commenter: Commenter, { slug, id, claim, address }: GuestRequest): Promise<Admitted> {
  const now = commenter.clock()
  const [{ article, shards }, settings, secret] = await Promise.all([
    commenter.conversation(slug),
    commenter.settings(),
    commenter.secret(),
  ])
  requirePublic(article, article.slug, now)
  const commentId = parseCommentId(id, shards)
  if (!commentId) throw new CommentNotFound()
  const known = claim && voterOf(claim.token, secret)
  if (claim?.mustHold && !known) throw new Forbidden('This Understory-Voter was not given out here.')
  const voter = known ?? newVoter(secret, commenter.randomBytes)
  const guest = {
    voter: voter.id,
    isNew: known === undefined,
    addressHash: addressHashOf(address, secret),
    limits: settings,
    now,
  }
  return { article, id: commentId, guest, voter, settings }
}
