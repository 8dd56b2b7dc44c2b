/**
 * Imports comments of an old site, with their original time and parent. The article's policy does not apply. A comment
 * is identified by its name on the old site (`ref`), so a second import does not store it again. This holds even if the
 * second import has another time or parent. Later changes of the imported comment are kept.
 */
import { createHash } from 'node:crypto'
import type { Article } from '../domain/articles/article.ts'
import { requireAllowed } from '../domain/articles/externalPage.ts'
import { AT_ROOT, factsOf, type ImportedComment, newCommentId, parseCommentId } from '../domain/comments/comment.ts'
import { NO_VOTES } from '../domain/comments/votes.ts'
import { ArticleGone, ParentNotFound } from '../domain/errors.ts'
import type { Settings } from '../domain/site/settings.ts'
import { resolveParent } from '../placement/resolveParent.ts'
import { resolveTarget, type Target } from '../placement/resolveTarget.ts'
import type { Table } from '../store/client/dynamodb.ts'
import type { Conversation } from '../store/comments/conversations.ts'
import { importedAs } from '../store/comments/importMarks.ts'
import { postImported } from '../store/comments/posting.ts'
import { rendererInTime } from './rendering.ts'

/** The conversation into which comments are imported. */
export type Destination = Target & {
  comments: Table
  settings: Settings
  /** The ids of comments that were imported before, by the hashes of their names. */
  known: ReadonlyMap<string, string>
  render: (text: string) => Promise<string>
}

/** @param stored false if it was imported before */
export type Imported = { id: string; stored: boolean }

type Batch = {
  article: string
  page?: { url: string; title?: string | undefined } | undefined
  comments: readonly { ref: string }[]
}

/**
 * Finds the conversation for an import, and the comments of the batch that were imported before. The article may be a
 * draft, for imports before publication. It must not be deleted.
 * @throws ArticleNotFound, ArticleGone, OriginNotAllowed, InvalidInput if the page is missing or another one, Busy
 */
export async function resolveDestination(
  moderator: {
    comments: Table
    conversation: (slug: string) => Promise<Conversation>
    settings: () => Promise<Settings>
  },
  batch: Batch,
  now: number,
): Promise<Destination> {
  const { comments } = moderator
  const [found, settings] = await Promise.all([
    resolveTarget(moderator.conversation, batch.article, batch.page, now),
    moderator.settings(),
  ])
  if (found.article.deletedAt !== null) throw new ArticleGone()
  requireAllowed(found.article, settings)
  const names = batch.comments.map(({ ref }) => hashOf(found.article, ref).toString('hex'))
  return { ...found, comments, settings, known: await importedAs(comments, names), render: rendererInTime() }
}

/**
 * Imports one comment. If it was imported before, returns its id.
 * @throws ParentNotFound, CommentRemoved, InvalidInput, Busy
 */
export async function importComment(
  { article, shards, newPage, comments, settings, known, render }: Destination,
  input: ImportedComment,
  now: number,
): Promise<Imported> {
  const hash = hashOf(article, input.ref)
  const mark = hash.toString('hex')
  const before = known.get(mark)
  if (before !== undefined) return { id: before, stored: false }

  const answered = input.parentId == null ? undefined : parseCommentId(input.parentId, shards)
  if (input.parentId != null && !answered) throw new ParentNotFound()
  const html = await render(input.text)
  const parent = input.parentId == null ? undefined : await resolveParent(comments, { article, shards }, input.parentId)
  return postImported(comments, {
    comment: {
      // The 80 random bits of the id are from the hash of its name.
      id: newCommentId(Date.parse(input.createdAt), answered, shards, () => hash.subarray(0, 10)),
      article: article.key,
      state: 'published',
      version: 1,
      facts: factsOf(input, html, parent?.standing ?? AT_ROOT),
      votes: NO_VOTES,
    },
    mark,
    source: input.text,
    email: input.author.email,
    newPage,
    privateFactsDays: settings.privateFactsDays,
    now,
  })
}

/** The hash of a comment's article and name. A `ref` has no line end. */
const hashOf = ({ key }: Article, ref: string): Buffer => createHash('sha256').update(`${key}\n${ref}`).digest()
