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
} from '../../domain/comments/comment.ts'
import { formatCommentId, isRoot, NO_PREVIEW } from '../../domain/comments/comment.ts'
import { NO_REPORTS, type Reports } from '../../domain/comments/reports.ts'
import { NO_VOTES, type Votes } from '../../domain/comments/votes.ts'
import {
  FORMAT,
  type Item,
  jsonAttribute,
  keyOf,
  n,
  number,
  packedAttribute,
  parsed,
  s,
  text,
} from '../client/dynamodb.ts'
import { ownOf, placeKey, queueKey, recordKey, rootOfPartition, shardOfPartition } from '../client/keys.ts'

/** A comment in its place under the article. */
export function placedItem(comment: PlacedComment): Item {
  return {
    ...keyOf(placeKey(comment.article, comment.id)),
    format: n(FORMAT),
    article: s(comment.article),
    state: s(comment.state),
    version: n(comment.version),
    facts: packedAttribute(comment.facts),
    ...placedShard(comment.id),
  }
}

/** Everything carries its write shard, unless it is the first. */
const shardAttribute = ({ shard }: CommentId): Item => (shard === 0 ? {} : { shard: n(shard) })

/** A root in its place needs no attribute: its partition names its write shard. */
export const placedShard = (id: CommentId): Item => (isRoot(id) ? {} : shardAttribute(id))

export function readPlaced(item: Item): PlacedComment {
  const [pk, own] = [text(item, 'pk'), ownOf(text(item, 'sk'))]
  const root = rootOfPartition(pk)
  return {
    id: { root: root ?? own, own, shard: root === undefined ? shardOfPartition(pk) : number(item, 'shard', 0) },
    article: text(item, 'article'),
    state: readPlacedState(item),
    version: number(item, 'version'),
    facts: parsed<CommentFacts>(item, 'facts'),
    votes: readVotes(item),
  }
}

/** What the projector counted: one JSON attribute, absent until there is something to count. */
export function readVotes(item: Item): Votes {
  return item.votes ? parsed<Votes>(item, 'votes') : NO_VOTES
}

export function readThread(item: Item): Thread {
  return {
    ...readPlaced(item),
    replyCount: number(item, 'replyCount', 0),
    preview: item.preview ? parsed<Preview>(item, 'preview') : NO_PREVIEW,
    ranked: item.rank !== undefined,
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
    ...reportsAttribute(record.reports),
    ...shardAttribute(record.id),
  }
}

export function readRecord(item: Item): CommentRecord {
  return {
    id: idOf(text(item, 'pk').slice('P#'.length), number(item, 'shard', 0)),
    article: text(item, 'article'),
    // Only recordItem writes these two, so their values are the ones of the type.
    state: text(item, 'state') as CommentState,
    restoreTo: text(item, 'restoreTo') as CommentRecord['restoreTo'],
    version: number(item, 'version'),
    source: text(item, 'source'),
    reports: readReports(item),
    ...(item.approved && { approved: number(item, 'approved') }),
  }
}

/** Absent where there are none. */
const reportsAttribute = (reports: Reports): Item => (reports.count === 0 ? {} : { reports: jsonAttribute(reports) })

const readReports = (item: Item): Reports => (item.reports ? parsed<Reports>(item, 'reports') : NO_REPORTS)

/** A comment that waits in a queue, whole: a queue is listed with one Query per shard and nothing else. */
export function queuedItem(comment: QueuedComment): Item {
  return {
    ...keyOf(queueKey(comment.status, comment.id.own)),
    format: n(FORMAT),
    ...(!isRoot(comment.id) && { root: s(comment.id.root) }),
    article: s(comment.article),
    version: n(comment.version),
    facts: packedAttribute(comment.facts),
    source: s(comment.source),
    ...reportsAttribute(comment.reports),
    ...shardAttribute(comment.id),
  }
}

export function readQueued(item: Item, status: QueueStatus): QueuedComment {
  const own = text(item, 'sk')
  return {
    id: { root: item.root ? text(item, 'root') : own, own, shard: number(item, 'shard', 0) },
    article: text(item, 'article'),
    status,
    version: number(item, 'version'),
    facts: parsed<CommentFacts>(item, 'facts'),
    source: text(item, 'source'),
    reports: readReports(item),
  }
}

/** A stored id, with the write shard that is stored beside it. */
export function idOf(stored: string, shard: number): CommentId {
  const [root = '', own = root] = stored.split('.')
  return { root, own, shard }
}
