/**
 * Converts comments to items and back. The facts that readers see are one JSON string (`facts`). For a page of 25
 * comments, the SDK takes far less time than with one attribute per fact.
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

/** The item of a comment in its place under the article. */
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

/** Items store their write shard, unless it is the first. */
const shardAttribute = ({ shard }: CommentId): Item => (shard === 0 ? {} : { shard: n(shard) })

/** A root in its place needs no attribute, because its partition names its write shard. */
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

/** The projector's counts: one JSON attribute, absent while there are none. */
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

/** The record, which only the author and moderators may see. */
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
    // Only recordItem writes these two attributes, so their values are of the type.
    state: text(item, 'state') as CommentState,
    restoreTo: text(item, 'restoreTo') as CommentRecord['restoreTo'],
    version: number(item, 'version'),
    source: text(item, 'source'),
    reports: readReports(item),
    ...(item.approved && { approved: number(item, 'approved') }),
  }
}

/** Absent if there are none. */
const reportsAttribute = (reports: Reports): Item => (reports.count === 0 ? {} : { reports: jsonAttribute(reports) })

const readReports = (item: Item): Reports => (item.reports ? parsed<Reports>(item, 'reports') : NO_REPORTS)

/** A whole comment in a queue, so that a list of a queue takes one Query per shard and no other read. */
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

/** A stored id with its stored write shard. */
export function idOf(stored: string, shard: number): CommentId {
  const [root = '', own = root] = stored.split('.')
  return { root, own, shard }
}
