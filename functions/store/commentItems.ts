/**
 * How comments lie in items, and how they are read back. What readers see is one JSON string (`facts`): a page of 25
 * comments costs the SDK far less time so than with an attribute for every fact.
 */
import type {
  CommentFacts,
  CommentId,
  CommentRecord,
  CommentState,
  PlacedComment,
  Preview,
  QueuedComment,
  QueueStatus,
  Thread,
} from '../domain/comment.ts'
import { formatCommentId, isRoot, NO_PREVIEW, parseCommentId } from '../domain/comment.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, number, parsed, s, text } from './dynamodb.ts'
import { ownOf, placeKey, queueKey, recordKey } from './keys.ts'

/** A comment in its place under the article. */
export function placedItem(comment: PlacedComment): Item {
  return {
    ...keyOf(placeKey(comment.article, comment.id)),
    format: n(FORMAT),
    article: s(comment.article),
    state: s(comment.state),
    version: n(comment.version),
    facts: jsonAttribute(comment.facts),
  }
}

/** @param root the root's ULID for a reply; undefined when the item is a root itself */
export function readPlaced(item: Item, root?: string): PlacedComment {
  const own = ownOf(text(item, 'sk'))
  return {
    id: { root: root ?? own, own },
    article: text(item, 'article'),
    state: readPlacedState(item),
    version: number(item, 'version'),
    facts: parsed<CommentFacts>(item, 'facts'),
  }
}

export function readThread(item: Item): Thread {
  return {
    ...readPlaced(item),
    replyCount: number(item, 'replyCount', 0),
    preview: item.preview ? parsed<Preview>(item, 'preview') : NO_PREVIEW,
  }
}

export const readPlacedState = (item: Item): 'published' | 'removed' =>
  text(item, 'state') === 'published' ? 'published' : 'removed'

/** What only the author and moderators may see. */
export function recordItem(record: CommentRecord): Item {
  return {
    ...keyOf(recordKey(formatCommentId(record.id))),
    format: n(FORMAT),
    article: s(record.article),
    state: s(record.state),
    restoreTo: s(record.restoreTo),
    version: n(record.version),
    source: s(record.source),
  }
}

export function readRecord(item: Item): CommentRecord {
  return {
    id: idOf(text(item, 'pk').slice('P#'.length)),
    article: text(item, 'article'),
    // Only recordItem writes these two, so their values are the ones of the type.
    state: text(item, 'state') as CommentState,
    restoreTo: text(item, 'restoreTo') as CommentRecord['restoreTo'],
    version: number(item, 'version'),
    source: text(item, 'source'),
  }
}

/** A comment that waits in a queue, whole: a queue is listed with one Query per shard and nothing else. */
export function queuedItem(comment: QueuedComment): Item {
  return {
    ...keyOf(queueKey(comment.status, comment.id.own)),
    format: n(FORMAT),
    ...(!isRoot(comment.id) && { root: s(comment.id.root) }),
    article: s(comment.article),
    version: n(comment.version),
    facts: jsonAttribute(comment.facts),
    source: s(comment.source),
  }
}

export function readQueued(item: Item, status: QueueStatus): QueuedComment {
  const own = text(item, 'sk')
  return {
    id: { root: item.root ? text(item, 'root') : own, own },
    article: text(item, 'article'),
    status,
    version: number(item, 'version'),
    facts: parsed<CommentFacts>(item, 'facts'),
    source: text(item, 'source'),
  }
}

function idOf(id: string): CommentId {
  const parsedId = parseCommentId(id)
  if (!parsedId) throw new Error(`The key names no comment: ${id}`)
  return parsedId
}
