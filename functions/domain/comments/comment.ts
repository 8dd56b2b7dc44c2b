/**
 * What a comment is, and how its id names its own place. A root's id is a ULID; a reply's is `<root>.<own>`.
 */

import { isUlid, type RandomBytes, timeOf, ulid } from '../ulid.ts'
import type { Reports } from './reports.ts'
import { type ShardMap, shardOf } from './shards.ts'
import type { Votes } from './votes.ts'

/** The deepest a reply may stand: the root is at 0. */
const MAX_NESTING = 8

/** Where a comment stands: `root` and `own` are the same ULID for a root comment; `shard` is the root's write shard. */
export type CommentId = { root: string; own: string; shard: number }

/**
 * Reads an id as clients send it.
 * @param shards the write shards of the article that it is looked for under
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
 * A new id. A reply is at least a millisecond younger than what it answers, so that children always follow parents
 * even when clocks disagree.
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

/** Milliseconds since 1970 at which the comment was posted. */
export const createdAt = (id: CommentId): number => timeOf(id.own)

export type CommentAuthor = { name: string; url?: string | undefined }

/** Where a comment stands in its thread. */
export type Standing = {
  /** The public id of the comment that it stands under; null for a root. */
  parentId: string | null
  depth: number
  /** The public id of the comment that it answers, where that is another one. */
  replyTo?: string
}

export const AT_ROOT: Standing = { parentId: null, depth: 0 }

/** What readers see of a comment; without author and text once it is removed. */
export type CommentFacts = Standing & {
  author: CommentAuthor | null
  html: string
  /** Milliseconds since 1970; null when never edited. */
  editedAt: number | null
}

/** A page of another site, as a new comment names it. */
export type NamedPage = { url: string; title?: string | undefined }

/** What a reader sends as a comment. */
export type NewComment = {
  author: CommentAuthor & { email?: string | undefined }
  /** Markdown. */
  text: string
  /** The public id of the comment that it answers. */
  parentId?: string | null | undefined
  /** The external page that it is about; the first comment on one must name it. */
  page?: NamedPage | undefined
}

/** A comment of another site. */
export type ImportedComment = Omit<NewComment, 'page'> & {
  /** Its name there. */
  ref: string
  /** When it was written, RFC 3339. */
  createdAt: string
}

/** What a moderator may do with a comment. */
export const ACTIONS = ['approve', 'spam', 'remove', 'restore'] as const
export type Action = (typeof ACTIONS)[number]

/**
 * The facts of a new comment.
 * @param standing where it stands, as {@link standingUnder} tells
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

/** A reply stands under what it answers. Where that stands as deep as any may, the reply stands beside it and names it. */
export function standingUnder({ id, facts }: Pick<PlacedComment, 'id' | 'facts'>): Standing {
  const answered = formatCommentId(id)
  return facts.depth < MAX_NESTING
    ? { parentId: answered, depth: facts.depth + 1 }
    : { parentId: facts.parentId, depth: facts.depth, replyTo: answered }
}

/** A comment that stands under an article. */
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

/** A root comment with what the projector keeps beside it; `ranked` where it is listed among the best. */
export type Thread = PlacedComment & { replyCount: number; preview: Preview; ranked: boolean }

/** The first two replies, shortened, and where to go on. */
export type Preview = { replies: PreviewedReply[]; more: boolean }

export type PreviewedReply = {
  own: string
  state: 'published' | 'removed'
  facts: CommentFacts
  shortened: boolean
  score: number
}

export const NO_PREVIEW: Preview = { replies: [], more: false }

/** What remains of a removed comment: its place in the conversation, nothing of its author. */
export function tombstoneOf({ parentId, depth, replyTo }: CommentFacts): CommentFacts {
  return { parentId, depth, ...(replyTo !== undefined && { replyTo }), author: null, html: '', editedAt: null }
}

/**
 * The state of a comment, wherever it is kept. `deleted` is its author's doing and final; `removed` and `spam` are a
 * moderator's and can be undone.
 */
export type CommentState = 'published' | 'held' | 'spam' | 'removed' | 'deleted'

/** What the author and moderators may know of a comment beyond what readers see. */
export type CommentRecord = {
  id: CommentId
  article: string
  state: CommentState
  /** Where `restore` brings it back to. */
  restoreTo: 'published' | 'held'
  version: number
  /** The Markdown as it was typed; empty once its author has deleted it. */
  source: string
  reports: Reports
  /** The version that a moderator has approved last; reports do not hold that one again. */
  approved?: number | undefined
}

/** A comment that waits outside the article: held, marked as spam or removed by a moderator. */
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
