/**
 * Posting a comment: decide whether it may stand, make it, store it in one transaction, and answer a repeat as the first.
 */
import { createHash } from 'node:crypto'
import { type Article, requirePublic } from '../domain/article.ts'
import type { CommentId, PlacedComment, QueuedComment } from '../domain/comment.ts'
import { createdAt, factsOf, formatCommentId, newCommentId } from '../domain/comment.ts'
import { renderComment } from '../domain/commentRendering.ts'
import { addressHashOf, editTokenOf } from '../domain/editToken.ts'
import { isAllowedSender, type PageElsewhere, requireAllowed, requireAllowedSender } from '../domain/elsewhere.ts'
import { CommentsClosed, IdempotencyKeyReused, TooManyRequests } from '../domain/errors.ts'
import { retitled } from '../domain/pageTitle.ts'
import { NO_REPORTS } from '../domain/reports.ts'
import type { Settings } from '../domain/settings.ts'
import type { RandomBytes } from '../domain/ulid.ts'
import { NO_VOTES } from '../domain/votes.ts'
import type { NewCommentInput } from '../http/commentSchemas.ts'
import { type CommentView, commentView, heldView } from '../http/commentViews.ts'
import { addressed } from '../store/addressed.ts'
import type { Conversation } from '../store/conversations.ts'
import type { Table } from '../store/dynamodb.ts'
import { retitlePage } from '../store/pagesElsewhere.ts'
import { type Parent, requireParent } from '../store/parents.ts'
import { type FirstAnswer, firstAnswer, post } from '../store/posting.ts'

/** What this function works with; the handler makes it once. */
export type Commenter = {
  comments: Table
  conversation: (slug: string) => Promise<Conversation>
  settings: () => Promise<Settings>
  secret: () => Promise<string>
  /** Asks for more write shards for an article whose partition is throttled. */
  spread: (article: string) => Promise<void>
  clock: () => number
  randomBytes: RandomBytes
}

export type Post = {
  slug: string
  input: NewCommentInput
  idempotencyKey: string | undefined
  address: string
  userAgent: string
  /** The origin of the page elsewhere that sent it; undefined for our own pages and for programs. */
  sender?: string | undefined
}

export type PostAnswer = {
  held: boolean
  comment: CommentView
  editToken: string
  /** Until when its author may change or delete it, RFC 3339. */
  editableUntil: string
}

/**
 * Posts a comment, or answers a repeat with what the first attempt was told.
 * @throws ArticleNotFound, CommentsClosed, OriginNotAllowed, ParentNotFound, CommentRemoved, InvalidInput, IdempotencyKeyReused,
 * TooManyRequests, Busy
 */
export async function postComment(commenter: Commenter, request: Post): Promise<PostAnswer> {
  const now = commenter.clock()
  const [{ article, shards, page, newPage }, settings, secret, html] = await Promise.all([
    addressed(commenter.conversation, request.slug, request.input.page, now),
    commenter.settings(),
    commenter.secret(),
    renderComment(request.input.text),
  ])
  const own = { secret, editWindowSeconds: settings.editWindowSeconds }
  // Which page is meant is in the slug. Its title may have come since the first attempt.
  const { page: named, ...said } = request.input
  const bodyHash = sha256(JSON.stringify(said))
  const mark = request.idempotencyKey && { hash: sha256(`${article.key}\n${request.idempotencyKey}`), bodyHash }

  let parent: Parent | undefined
  try {
    requireAllowed(article, settings)
    if (newPage) requireAllowedSender(request.sender, settings)
    parent = await allow(commenter, { article, shards }, request.input.parentId ?? null, now)
  } catch (refusal) {
    // What was accepted once is answered the same, even if it would not be accepted any more.
    const first = mark && (await firstAnswer(commenter.comments, mark.hash, now))
    if (first) return repeat(first, article, request.input, html, bodyHash, own)
    throw refusal
  }

  const held = article.comments.policy === 'held'
  const comment = compose(
    article.key,
    newCommentId(now, parent?.id, shards, commenter.randomBytes),
    request.input,
    html,
    parent,
    held,
  )
  const posted = await post(commenter.comments, {
    comment,
    source: request.input.text,
    privateFacts: {
      email: request.input.author.email,
      addressHash: addressHashOf(request.address, secret),
      userAgent: request.userAgent,
    },
    mark: mark || undefined,
    newPage,
    limits: { perMinute: settings.commentsPerMinute, privateFactsDays: settings.privateFactsDays },
    now,
    onPressure: () => commenter.spread(article.key),
  })
  switch (posted.outcome) {
    case 'stored':
      if (page && named?.title && !held && isAllowedSender(request.sender, settings))
        await retitle(commenter, page, named.title, now)
      return answerWith(comment, own)
    case 'repeated':
      return repeat(posted.first, article, request.input, html, bodyHash, own)
    case 'tooMany':
      throw new TooManyRequests(posted.retryAfter)
  }
}

/** Gives a page the title that it has now. The comment is stored; it does not fail with its page's title. */
async function retitle({ comments }: Commenter, page: PageElsewhere, title: string, now: number): Promise<void> {
  const better = retitled(page, title, now)
  if (!better) return
  await retitlePage(comments, page, better).catch((error: unknown) =>
    console.error({
      message: 'A page could not be given its title',
      page: page.url,
      error: error instanceof Error ? error.stack : String(error),
    }),
  )
}

/** Whether the comment may stand where it wants to; what it answers, for a reply. */
async function allow(
  commenter: Commenter,
  { article, shards }: Conversation,
  parentId: string | null,
  now: number,
): Promise<Parent | undefined> {
  // A write follows a rename, so no other slug is insisted on.
  requirePublic(article, article.slug, now)
  if (article.comments.policy === 'closed') throw new CommentsClosed()
  if (parentId === null) return undefined
  return requireParent(commenter.comments, { article, shards }, parentId)
}

/** The comment that an input makes; the same input and id make the same comment, so a repeat can be answered exactly. */
function compose(
  article: string,
  id: CommentId,
  input: NewCommentInput,
  html: string,
  parent: { depth: number } | undefined,
  held: boolean,
): PlacedComment | QueuedComment {
  const facts = factsOf(input, html, parent)
  return held
    ? { id, article, status: 'held', version: 1, facts, source: input.text, reports: NO_REPORTS }
    : { id, article, state: 'published', version: 1, facts, votes: NO_VOTES }
}

function repeat(
  first: FirstAnswer,
  article: Article,
  input: NewCommentInput,
  html: string,
  bodyHash: string,
  own: Ownership,
): PostAnswer {
  if (first.bodyHash !== bodyHash) throw new IdempotencyKeyReused()
  // The depth is not part of the answer, so the parent need not be read again.
  return answerWith(compose(article.key, first.id, input, html, undefined, first.held), own)
}

/** What makes a comment its author's: the secret that signs its token, and for how many seconds it may be changed. */
type Ownership = { secret: string; editWindowSeconds: number }

function answerWith(comment: PlacedComment | QueuedComment, { secret, editWindowSeconds }: Ownership): PostAnswer {
  const held = 'status' in comment
  return {
    held,
    comment: held ? heldView(comment) : commentView(comment),
    editToken: editTokenOf(formatCommentId(comment.id), secret),
    editableUntil: new Date(createdAt(comment.id) + editWindowSeconds * 1000).toISOString(),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
