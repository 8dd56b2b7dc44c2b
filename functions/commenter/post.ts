/**
 * Posting a comment: checks that it is allowed, counts it for its address, renders it, and stores it in one
 * transaction. A repeat gets the same answer as the first attempt.
 */

import { createHash } from 'node:crypto'
import { type Article, requirePublic } from '../domain/articles/article.ts'
import { type ExternalPage, isAllowedSender, requireAllowed } from '../domain/articles/externalPage.ts'
import { retitled } from '../domain/articles/pageTitle.ts'
import type { CommentId, NewComment, PlacedComment, QueuedComment, Standing } from '../domain/comments/comment.ts'
import { AT_ROOT, createdAt, factsOf, formatCommentId, newCommentId } from '../domain/comments/comment.ts'
import { addressHashOf, editTokenOf } from '../domain/comments/editToken.ts'
import { NO_REPORTS } from '../domain/comments/reports.ts'
import { NO_VOTES } from '../domain/comments/votes.ts'
import { CommentsClosed, IdempotencyKeyReused, Refusal } from '../domain/errors.ts'
import { renderComment } from '../domain/markdown/commentRendering.ts'
import { newPageCharge, postCharge, repeatCharge, textMark } from '../domain/site/limits.ts'
import type { Settings } from '../domain/site/settings.ts'
import type { RandomBytes } from '../domain/ulid.ts'
import { defect } from '../log.ts'
import { type Parent, resolveParent } from '../placement/resolveParent.ts'
import { resolveTarget, type Target } from '../placement/resolveTarget.ts'
import type { Table } from '../store/client/dynamodb.ts'
import type { Conversation } from '../store/comments/conversations.ts'
import { retitlePage } from '../store/comments/externalPages.ts'
import { type FirstAnswer, firstAnswer, post } from '../store/comments/posting.ts'
import type { Limits } from './limits.ts'
import { countingMisses } from './misses.ts'

/** The dependencies of this function. The handler creates them once. */
export type Commenter = {
  comments: Table
  conversation: (slug: string) => Promise<Conversation>
  settings: () => Promise<Settings>
  secret: () => Promise<string>
  /** The limits of each address. */
  limits: Limits
  /** Asks for more write shards for an article whose partition is throttled. */
  spread: (article: string) => Promise<void>
  clock: () => number
  randomBytes: RandomBytes
}

export type Post = {
  slug: string
  input: NewComment
  idempotencyKey: string | undefined
  address: string
  userAgent: string
  /** The origin of the page that sent it. Programs send none. */
  sender?: string | undefined
}

export type PostAnswer = {
  /** The current slug of the article. The request may have used an older one. */
  slug: string
  comment: PlacedComment | QueuedComment
  editToken: string
  /** The end of the time in which its author may change or delete it, in milliseconds since 1970. */
  editableUntil: number
}

/**
 * Posts a comment. A repeat gets the same answer as the first attempt. The text is rendered last, after the checks of
 * article, policy and address. A text that is refused then counts for its address.
 * @throws ArticleNotFound, CommentsClosed, OriginNotAllowed, ParentNotFound, CommentRemoved, InvalidInput,
 * IdempotencyKeyReused, TooManyRequests, RepeatedText, Busy
 */
export async function postComment(commenter: Commenter, request: Post): Promise<PostAnswer> {
  const addressHash = addressHashOf(request.address, await commenter.secret())
  return countingMisses(commenter.limits, addressHash, () => postFrom(commenter, addressHash, request))
}

async function postFrom(commenter: Commenter, addressHash: string, request: Post): Promise<PostAnswer> {
  const now = commenter.clock()
  const { input, idempotencyKey } = request
  const [settings, secret] = await Promise.all([commenter.settings(), commenter.secret()])
  const { limits } = commenter
  const usedUp =
    limits.known(addressHash, postCharge(settings)) ??
    limits.known(addressHash, repeatCharge(settings), textMark(input.text))
  // A repeat is answered even then. The number of look-ups is limited, because each one reads the database.
  if (usedUp && (idempotencyKey === undefined || !limits.mayLookUp(addressHash))) throw usedUp

  const conversation = await resolveTarget(commenter.conversation, request.slug, input.page, now)
  const { article, shards, page, newPage } = conversation
  const own = { secret, editWindowSeconds: settings.editWindowSeconds }
  // The slug names the page. Its title may have changed since the first attempt.
  const { page: named, ...body } = input
  const bodyHash = sha256(JSON.stringify(body))
  const mark = idempotencyKey && { hash: sha256(`${article.key}\n${idempotencyKey}`), bodyHash }

  const [first, admission] = await Promise.all([
    mark && firstAnswer(commenter.comments, mark.hash, now),
    usedUp ? { refusal: usedUp } : admit(commenter, conversation, request, { settings, addressHash, mark, now }),
  ])
  // A repeat of an accepted comment gets the same answer, even if the comment would be refused now.
  if (first) return repeat(first, article, input, bodyHash, own)
  if ('refusal' in admission) throw admission.refusal

  const { parent } = admission
  const held = article.comments.policy === 'held'
  const html = await renderComment(input.text)
  const id = newCommentId(now, parent?.id, shards, commenter.randomBytes)
  const comment = compose(article.key, id, input, html, parent?.standing ?? AT_ROOT, held)
  const posted = await post(commenter.comments, {
    comment,
    source: input.text,
    privateFacts: { email: input.author.email, addressHash, userAgent: request.userAgent },
    mark: mark || undefined,
    newPage,
    privateFactsDays: settings.privateFactsDays,
    now,
    onPressure: () => commenter.spread(article.key),
  })
  if (posted.outcome === 'repeated') return repeat(posted.first, article, input, bodyHash, own)
  if (page && named?.title && !held && isAllowedSender(request.sender, settings))
    await retitle(commenter, page, named.title, now)
  return answerWith(comment, article, own)
}

/** Updates the stored title of a page. A failure is only logged, because the comment is stored. */
async function retitle({ comments }: Commenter, page: ExternalPage, title: string, now: number): Promise<void> {
  const better = retitled(page, title, now)
  if (!better) return
  await retitlePage(comments, page, better).catch((error: unknown) =>
    defect('The title of a page could not be updated', error, { page: page.url }),
  )
}

type Circumstances = {
  settings: Settings
  addressHash: string
  mark: { hash: string } | '' | undefined
  now: number
}

/** Checks that the article takes the comment and that its address may post it. Returns the parent of a reply. */
async function admit(
  commenter: Commenter,
  { article, shards, newPage }: Target,
  { input: { text, parentId = null } }: Post,
  { settings, addressHash, mark, now }: Circumstances,
): Promise<{ parent: Parent | undefined } | { refusal: Refusal }> {
  try {
    requireAllowed(article, settings)
    // Writes accept an earlier slug of the article.
    requirePublic(article, article.slug, now)
    if (article.comments.policy === 'closed') throw new CommentsClosed()
    const repeated = textMark(text)
    const { limits } = commenter
    const [parent] = await Promise.all([
      parentId === null ? undefined : resolveParent(commenter.comments, { article, shards }, parentId),
      limits.charge(addressHash, [postCharge(settings)]),
      repeated && limits.charge(addressHash, [repeatCharge(settings, mark ? mark.hash : undefined)], repeated),
    ])
    if (newPage) await limits.charge(addressHash, [newPageCharge(settings)])
    return { parent }
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error }
    throw error
  }
}

/** The comment for an input. The same input and id give the same comment, so that a repeat gets the same answer. */
function compose(
  article: string,
  id: CommentId,
  input: NewComment,
  html: string,
  standing: Standing,
  held: boolean,
): PlacedComment | QueuedComment {
  const facts = factsOf(input, html, standing)
  return held
    ? { id, article, status: 'held', version: 1, facts, source: input.text, reports: NO_REPORTS }
    : { id, article, state: 'published', version: 1, facts, votes: NO_VOTES }
}

async function repeat(
  first: FirstAnswer,
  article: Article,
  input: NewComment,
  bodyHash: string,
  own: Ownership,
): Promise<PostAnswer> {
  if (first.bodyHash !== bodyHash) throw new IdempotencyKeyReused()
  const html = await renderComment(input.text)
  return answerWith(compose(article.key, first.id, input, html, standingAt(first, input), first.held), article, own)
}

/** The place of the first comment. The answer does not contain the depth, so the parent is not read again. */
function standingAt({ beside }: FirstAnswer, { parentId }: NewComment): Standing {
  return beside === undefined || parentId == null
    ? { parentId: parentId ?? null, depth: 0 }
    : { parentId: beside, depth: 0, replyTo: parentId }
}

/** The secret that signs the edit token, and the number of seconds in which the comment may be changed. */
type Ownership = { secret: string; editWindowSeconds: number }

function answerWith(
  comment: PlacedComment | QueuedComment,
  { slug }: Article,
  { secret, editWindowSeconds }: Ownership,
): PostAnswer {
  return {
    slug,
    comment,
    editToken: editTokenOf(formatCommentId(comment.id), secret),
    editableUntil: createdAt(comment.id) + editWindowSeconds * 1000,
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
