/**
 * Types of a comment, and its id. The id of a root is a ULID. The id of a reply is `<root>.<own>`.
 */

import { isUlid, type RandomBytes, timeOf, ulid } from '../ulid.ts'
import type { Reports } from './reports.ts'
import { type ShardMap, shardOf } from './shards.ts'
import type { Votes } from './votes.ts'

/** The maximum depth of a reply. The root is at depth 0. */
const MAX_NESTING = 8

/** For a root comment, `root` and `own` are the same ULID. `shard` is the write shard of the root. */
export type CommentId = { root: string; own: string; shard: number }

/**
 * Parses an id that a client sent.
 * @param shards the shard map of the article
 * @returns undefined if the text is not an id
 */
export function parseCommentId(text: string, shards: ShardMap): CommentId | undefined {
  const [root = '', own = root, ...rest] = text.split('.')
  const valid = isUlid(root) && isUlid(own) && rest.length === 0 && (text === root || own !== root)
  return valid ? { root, own, shard: shardOf(root, shards) } : undefined
}

export function formatCommentId({ root, own }: Pick<CommentId, 'root' | 'own'>): string {
  return root === own ? root : `${root}.${own}`
}

/** The ULID of a comment in its public id. */
export const ownIn = (id: string): string => id.slice(id.indexOf('.') + 1)

export const isRoot = (id: CommentId): boolean => id.root === id.own

/** The id of the root that a comment belongs to. */
export const rootOf = ({ root, shard }: CommentId): CommentId => ({ root, own: root, shard })

/**
 * Makes an id. The time of a reply is at least a millisecond after that of its parent, so that replies sort after their
 * parents even when clocks differ.
 */
export function newCommentId(
  now: number,
  parent: CommentId | undefined,
  shards: ShardMap,
  randomBytes: RandomBytes,
): CommentId {
  if (!parent) {
    const own = ulid(now, randomBytes)
    return { root: own, own, shard: shardOf(own, shards) }
  }
  return { ...parent, own: ulid(Math.max(now, timeOf(parent.own) + 1), randomBytes) }
}

/** The time at which the comment was posted, milliseconds since 1970. */
export const createdAt = (id: CommentId): number => timeOf(id.own)

export type CommentAuthor = { name: string; url?: string | undefined }

/** The position of a comment in its thread. */
export type Standing = {
  /** The public id of the comment that it is nested under; null for a root. */
  parentId: string | null
  depth: number
  /** The public id of the comment that it answers, if that is not `parentId`. */
  replyTo?: string
}

export const AT_ROOT: Standing = { parentId: null, depth: 0 }

/** The public data of a comment. A removed comment has no author and no text. */
export type CommentFacts = Standing & {
  author: CommentAuthor | null
  html: string
  /** Milliseconds since 1970; null when never edited. */
  editedAt: number | null
}

/** The external page that a new comment names. */
export type NamedPage = { url: string; title?: string | undefined }

/** A comment as a reader sends it. */
export type NewComment = {
  author: CommentAuthor & { email?: string | undefined }
  /** Markdown. */
  text: string
  /** The public id of the comment that it answers. */
  parentId?: string | null | undefined
  /** The external page that it is about. The first comment on a page must name it. */
  page?: NamedPage | undefined
}

/** A comment imported from another site. */
export type ImportedComment = Omit<NewComment, 'page'> & {
  /** Its id on that site. */
  ref: string
  /** When it was written, RFC 3339. */
  createdAt: string
}

/** The actions of moderators. */
export const ACTIONS = ['approve', 'spam', 'remove', 'restore'] as const
export type Action = (typeof ACTIONS)[number]

/**
 * The facts of a new comment.
 * @param standing the result of {@link standingUnder}
 */
export function factsOf(
  { author: { name, url } }: { author: CommentAuthor },
  html: string,
  { parentId, depth, replyTo }: Standing,
): CommentFacts {
  return {
    parentId,
    depth,
    ...(replyTo !== undefined && { replyTo }),
    author: { name, ...(url && { url }) },
    html,
    editedAt: null,
  }
}

/**
 * The position of a reply to a comment. If that comment has the maximum depth, the reply gets the same depth and
 * parent, and names it in `replyTo`.
 */
export function standingUnder({ id, facts }: Pick<PlacedComment, 'id' | 'facts'>): Standing {
  const answered = formatCommentId(id)
  return facts.depth < MAX_NESTING
    ? { parentId: answered, depth: facts.depth + 1 }
    : { parentId: facts.parentId, depth: facts.depth, replyTo: answered }
}

/** A comment that readers see under an article, or its tombstone. */
export type PlacedComment = {
  id: CommentId
  /** The article's key. */
  article: string
  state: 'published' | 'removed'
  version: number
  facts: CommentFacts
  /** As counted by the projector. */
  votes: Votes
}

/** A root comment with the values that the projector derives. `ranked`: it is listed among the best. */
export type Thread = PlacedComment & { replyCount: number; preview: Preview; ranked: boolean }

/** The first two replies, shortened. `more`: there are further replies. */
export type Preview = { replies: PreviewedReply[]; more: boolean }

export type PreviewedReply = {
  own: string
  state: 'published' | 'removed'
  facts: CommentFacts
  shortened: boolean
  score: number
}

export const NO_PREVIEW: Preview = { replies: [], more: false }

/** The facts of a removed comment: its position in the conversation, without author and text. */
export function tombstoneOf({ parentId, depth, replyTo }: CommentFacts): CommentFacts {
  return { parentId, depth, ...(replyTo !== undefined && { replyTo }), author: null, html: '', editedAt: null }
}

/**
 * The state of a comment. The author sets `deleted`, which is final. Moderators set `removed` and `spam`, which they
 * can undo.
 */
export type CommentState = 'published' | 'held' | 'spam' | 'removed' | 'deleted'

/** Data of a comment for its author and for moderators only. */
export type CommentRecord = {
  id: CommentId
  article: string
  state: CommentState
  /** The state that `restore` sets. */
  restoreTo: 'published' | 'held'
  version: number
  /** The Markdown of the author; empty once the author has deleted the comment. */
  source: string
  reports: Reports
  /** The version that a moderator approved last. Reports do not hold that version again. */
  approved?: number | undefined
}

/** A comment in a moderation queue: held, marked as spam or removed by a moderator. */
export type QueuedComment = {
  id: CommentId
  article: string
  status: QueueStatus
  version: number
  facts: CommentFacts
  source: string
  reports: Reports
}

/** A published comment that readers reported. */
export type ReportedComment = { comment: PlacedComment; source: string; reports: Reports }

export type QueueStatus = 'held' | 'spam' | 'removed'
