/**
 * Importing comments of an old site, each as it was posted there: at its time, under what it answered, whatever the
 * article's policy is now. Its id is made from what it was called there, so importing it twice stores it once, and what
 * became of it since is left alone.
 */
import { createHash } from 'node:crypto'
import type { Article } from '../domain/article.ts'
import type { PlacedComment } from '../domain/comment.ts'
import { factsOf, formatCommentId, newCommentId, parseCommentId } from '../domain/comment.ts'
import { renderComment } from '../domain/commentRendering.ts'
import { requireAllowed } from '../domain/elsewhere.ts'
import { ArticleGone, ParentNotFound } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { NO_VOTES } from '../domain/votes.ts'
import type { ImportedCommentInput } from '../http/importSchemas.ts'
import { type Addressed, addressed } from '../store/addressed.ts'
import type { Conversation } from '../store/conversations.ts'
import type { Table } from '../store/dynamodb.ts'
import { type Parent, requireParent } from '../store/parents.ts'
import { postImported, wasPosted } from '../store/posting.ts'

/** Where comments are imported to. */
export type Destination = Addressed & { comments: Table; settings: Settings }

/** @param stored false where it has been imported before */
export type Imported = { id: string; stored: boolean }

/**
 * Finds the conversation that comments are to be imported into. It may be under a draft, for whoever imports before
 * publishing, but not under an article that was deleted.
 * @throws ArticleNotFound, ArticleGone, OriginNotAllowed, InvalidInput when the page is missing or another one
 */
export async function destinationOf(
  moderator: {
    comments: Table
    conversation: (slug: string) => Promise<Conversation>
    settings: () => Promise<Settings>
  },
  slug: string,
  page: { url: string; title: string } | undefined,
  now: number,
): Promise<Destination> {
  const [found, settings] = await Promise.all([
    addressed(moderator.conversation, slug, page, now),
    moderator.settings(),
  ])
  if (found.article.deletedAt !== null) throw new ArticleGone()
  requireAllowed(found.article, settings)
  return { ...found, comments: moderator.comments, settings }
}

/**
 * Imports one comment, or finds it imported.
 * @throws ParentNotFound, CommentRemoved, InvalidInput, Busy
 */
export async function importComment(
  { article, shards, newPage, comments, settings }: Destination,
  input: ImportedCommentInput,
  now: number,
): Promise<Imported> {
  const html = await renderComment(input.text)
  const answered = input.parentId == null ? undefined : parseCommentId(input.parentId, shards)
  if (input.parentId != null && !answered) throw new ParentNotFound()
  const id = newCommentId(Date.parse(input.createdAt), answered, shards, () => bitsOf(article, input.ref))

  let parent: Parent | undefined
  try {
    parent = input.parentId == null ? undefined : await requireParent(comments, { article, shards }, input.parentId)
  } catch (refusal) {
    // What was imported once is answered the same, even if what it answers has been removed since.
    if (await wasPosted(comments, id)) return { id: formatCommentId(id), stored: false }
    throw refusal
  }
  const comment: PlacedComment = {
    id,
    article: article.key,
    state: 'published',
    version: 1,
    facts: factsOf(input, html, parent),
    votes: NO_VOTES,
  }
  const stored = await postImported(comments, {
    comment,
    source: input.text,
    email: input.author.email,
    newPage,
    privateFactsDays: settings.privateFactsDays,
    now,
  })
  return { id: formatCommentId(id), stored }
}

/** The 80 bits of a ULID that tell comments of the same millisecond apart. */
const bitsOf = ({ key }: Article, ref: string): Uint8Array =>
  createHash('sha256').update(`${key}\n${ref}`).digest().subarray(0, 10)
