/**
 * Importing comments of an old site, each as it was posted there: at its time, under what it answered, whatever the
 * article's policy is now. It is known by what it was called there, so importing it twice stores it once, whatever time or
 * parent is given the second time, and what became of it since is left alone.
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

/** Where comments are imported to. */
export type Destination = Target & {
  comments: Table
  settings: Settings
  /** The ids of those that had been imported before, by the hashes of their names. */
  known: ReadonlyMap<string, string>
  render: (text: string) => Promise<string>
}

/** @param stored false where it has been imported before */
export type Imported = { id: string; stored: boolean }

type Batch = {
  article: string
  page?: { url: string; title?: string | undefined } | undefined
  comments: readonly { ref: string }[]
}

/**
 * Finds the conversation that comments are to be imported into, and which of them are there. It may be under a draft, for
 * whoever imports before publishing, but not under an article that was deleted.
 * @throws ArticleNotFound, ArticleGone, OriginNotAllowed, InvalidInput when the page is missing or another one, Busy
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
 * Imports one comment, or finds it imported.
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
      // The 80 bits that tell comments of the same millisecond apart are of its name.
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

/** What a comment is known by: what it was called there, and where it goes. A ref has no line end. */
const hashOf = ({ key }: Article, ref: string): Buffer => createHash('sha256').update(`${key}\n${ref}`).digest()
