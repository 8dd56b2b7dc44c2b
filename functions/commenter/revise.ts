/**
 * Requests of an author with an edit token: read the source of a comment, change it, delete it.
 */
import { type Article, requirePublic } from '../domain/articles/article.ts'
import { createdAt, type PlacedComment, parseCommentId, type QueuedComment } from '../domain/comments/comment.ts'
import { addressHashOf, isEditTokenOf } from '../domain/comments/editToken.ts'
import { UNSHARDED } from '../domain/comments/shards.ts'
import { NO_VOTES } from '../domain/comments/votes.ts'
import {
  CommentNotFound,
  CommentRemoved,
  CommentsClosed,
  EditWindowPassed,
  Forbidden,
  Unauthenticated,
} from '../domain/errors.ts'
import { renderComment } from '../domain/markdown/commentRendering.ts'
import { editCharge, repeatCharge, textMark } from '../domain/site/limits.ts'
import { getCommentRecord, type WholeComment } from '../store/comments/commentRecord.ts'
import { erase, reviseInPlace, reviseInQueue, withdraw } from '../store/comments/transitions.ts'
import { countingMisses } from './misses.ts'
import type { Commenter } from './post.ts'

export type OwnComment = {
  slug: string
  id: string
  token: string | undefined
  /** The address that the request comes from. */
  address: string
}

/** Data for the author only: the Markdown as it was typed, and the moderators' decision. */
export type OwnSource = { text: string; version: number; state: 'published' | 'held' | 'removed' }

export async function readSource(commenter: Commenter, own: OwnComment): Promise<OwnSource> {
  const { file } = await open(commenter, own)
  const { source, version, state } = file.record
  return { text: source, version, state: state === 'published' || state === 'held' ? state : 'removed' }
}

/** A comment as its author sees it. */
export type OwnView = {
  article: Article
  /** `removed`: a moderator removed it, for any reason. */
  state: 'published' | 'held' | 'removed'
  /** Undefined once it is removed. */
  comment: PlacedComment | QueuedComment | undefined
  text: string
  /** The end of the time in which it may be changed or deleted, in milliseconds since 1970. */
  until: number
}

/** The content of the author's own page, during the edit window and after it. */
export async function readOwn(commenter: Commenter, own: OwnComment): Promise<OwnView> {
  const [{ article, file }, settings] = await Promise.all([open(commenter, own), commenter.settings()])
  const { record, placed, queued } = file
  const until = createdAt(record.id) + settings.editWindowSeconds * 1000
  const common = { article, text: record.source, until }
  if (record.state === 'published' && placed) return { ...common, state: 'published', comment: placed }
  if (record.state === 'held' && queued) return { ...common, state: 'held', comment: queued }
  return { ...common, state: 'removed', comment: undefined }
}

/**
 * Replaces the text. The article's policy is applied again: under `held`, a public comment goes to the queue.
 * @throws EditWindowPassed, CommentsClosed, CommentRemoved, CommentChanged, TooManyRequests, InvalidInput, and what
 * {@link readSource} throws
 */
export async function editComment(
  commenter: Commenter,
  own: OwnComment,
  text: string,
): Promise<PlacedComment | QueuedComment> {
  const settings = await commenter.settings()
  const { limits } = commenter
  const [charged, repeated, mark] = [editCharge(settings), repeatCharge(settings), textMark(text)]
  const addressHash = addressHashOf(own.address, await commenter.secret())
  limits.refuseKnown(addressHash, charged)
  limits.refuseKnown(addressHash, repeated, mark)
  const { article, file, now } = await openForChange(commenter, own)
  if (article.comments.policy === 'closed') throw new CommentsClosed()
  const { record, placed, queued } = file
  const current = record.state === 'published' ? placed : queued
  if (!current) throw new CommentRemoved()
  // The text is unchanged, so nothing is written.
  if (text === record.source) {
    if (record.state === 'published' && placed) return placed
    if (queued) return queued
  }

  // Before the text is rendered, so that a refused text counts too.
  await limits.charge(addressHash, [charged])
  // Without this limit, edits could put one text into many comments.
  if (mark) await limits.charge(addressHash, [repeated], mark)
  const facts = { ...current.facts, html: await renderComment(text), editedAt: now }
  const version = record.version + 1
  const waiting: QueuedComment = {
    id: record.id,
    article: record.article,
    status: 'held',
    version,
    facts,
    source: text,
    reports: record.reports,
  }
  if (record.state === 'held') {
    await reviseInQueue(commenter.comments, record, waiting)
    return waiting
  }
  if (article.comments.policy === 'held') {
    await withdraw(commenter.comments, record, waiting, now)
    return waiting
  }
  await reviseInPlace(commenter.comments, record, facts, text)
  return {
    id: record.id,
    article: record.article,
    state: 'published',
    version,
    facts,
    votes: placed?.votes ?? NO_VOTES,
  }
}

/**
 * Deletes the comment for good. A tombstone keeps its place for replies.
 * @throws EditWindowPassed, CommentRemoved, CommentChanged, and what {@link readSource} throws
 */
export async function deleteComment(commenter: Commenter, own: OwnComment): Promise<void> {
  const { file, now } = await openForChange(commenter, own)
  await erase(commenter.comments, file.record, file.placed, file.queued, now)
}

async function openForChange(commenter: Commenter, own: OwnComment) {
  const [opened, settings] = await Promise.all([open(commenter, own), commenter.settings()])
  const now = commenter.clock()
  const { record } = opened.file
  if (now > createdAt(record.id) + settings.editWindowSeconds * 1000) throw new EditWindowPassed()
  if (record.state !== 'published' && record.state !== 'held') throw new CommentRemoved()
  return { ...opened, now }
}

/** Checks the token before it reads the comment. The token is an HMAC of the id, so the check needs no database. */
async function open(
  commenter: Commenter,
  { slug, id, token, address }: OwnComment,
): Promise<{ article: Article; file: WholeComment }> {
  if (!parseCommentId(id, UNSHARDED)) throw new CommentNotFound()
  if (token === undefined) throw new Unauthenticated()
  const secret = await commenter.secret()
  if (!isEditTokenOf(token, id, secret)) {
    throw new Forbidden('edit-token')
  }
  return countingMisses(commenter.limits, addressHashOf(address, secret), async () => {
    const { article, shards } = await commenter.conversation(slug)
    requirePublic(article, article.slug, commenter.clock())
    const commentId = parseCommentId(id, shards)
    const file = commentId && (await getCommentRecord(commenter.comments, article.key, commentId))
    if (!file || file.record.state === 'deleted') throw new CommentNotFound()
    return { article, file }
  })
}
