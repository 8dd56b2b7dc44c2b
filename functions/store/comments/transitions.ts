/**
 * Moves a comment from one state to another. Each move is one transaction, on condition of the state and version that
 * the caller read. A decision therefore never applies to a text that changed meanwhile.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CommentFacts, CommentRecord, PlacedComment, QueuedComment } from '../../domain/comments/comment.ts'
import { formatCommentId, isRoot, rootOf, tombstoneOf } from '../../domain/comments/comment.ts'
import { NO_REPORTS, type Reports } from '../../domain/comments/reports.ts'
import { CommentChanged, CommentRemoved } from '../../domain/errors.ts'
import { firstUlidAt } from '../../domain/ulid.ts'
import { FORMAT, jsonAttribute, keyOf, n, packedAttribute, repeatable, s, type Table } from '../client/dynamodb.ts'
import { placeKey, privateFactsKey, queueKey, recordKey, reportedKey, sweepKey } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { placedShard, queuedItem } from './commentItems.ts'

/** How long a tombstone stays before it may be swept, in milliseconds: longer than any request in flight. */
export const SWEEP_DELAY = 60_000

/**
 * Replaces a comment's text in its place. The projector's counts and preview in the same item stay untouched.
 * @throws CommentChanged when it has changed since the caller read it
 */
export async function reviseInPlace(
  comments: Table,
  record: CommentRecord,
  facts: CommentFacts,
  source: string,
): Promise<void> {
  await move(comments, [
    {
      Update: {
        TableName: comments.name,
        Key: keyOf(placeKey(record.article, record.id)),
        UpdateExpression: 'SET facts = :facts, version = :next',
        ConditionExpression: '#state = :published AND version = :version',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':facts': packedAttribute(facts),
          ':published': s('published'),
          ':version': n(record.version),
          ':next': n(record.version + 1),
        },
      },
    },
    recordWrite(comments, record, { version: record.version + 1, source }),
  ])
}

/** Replaces the text of a comment that waits in the queue. */
export async function reviseInQueue(comments: Table, record: CommentRecord, revised: QueuedComment): Promise<void> {
  await move(comments, [
    { Put: { TableName: comments.name, Item: queuedItem(revised), ...holdsVersion(record.version) } },
    recordWrite(comments, record, { version: revised.version, source: revised.source }),
  ])
}

/**
 * Moves a published comment from the article to a queue. A tombstone keeps its place for the replies. If there are
 * none, the tombstone is swept after a minute.
 */
export async function withdraw(
  comments: Table,
  record: CommentRecord,
  queued: QueuedComment,
  now: number,
): Promise<void> {
  await move(comments, withdrawal(comments, record, queued, now))
}

/** The writes of {@link withdraw}, for a larger transaction. */
export function withdrawal(
  comments: Table,
  record: CommentRecord,
  queued: QueuedComment,
  now: number,
): TransactWriteItem[] {
  return [
    ...tombstoneWrites(comments, record, queued.facts, now),
    ...pointerDelete(comments, record),
    { Put: { TableName: comments.name, Item: queuedItem(queued) } },
    recordWrite(comments, record, {
      state: queued.status,
      restoreTo: queued.status === 'held' ? 'held' : 'published',
      version: queued.version,
      source: queued.source,
      // Only a report changes the reports. Other moves keep them.
      ...(queued.reports !== record.reports && { reports: queued.reports }),
    }),
  ]
}

/**
 * Stores a moderator's approval of a published comment, and deletes its reports.
 * @throws CommentChanged when it has changed since the caller read it, or was reported again
 */
export async function approveInPlace(comments: Table, record: CommentRecord): Promise<void> {
  await move(comments, [
    ...pointerDelete(comments, record),
    recordWrite(comments, record, { reports: NO_REPORTS, approved: record.version }),
  ])
}

/** Deletes the pointer of a reported comment when the comment leaves its place or is approved. */
function pointerDelete(comments: Table, { id, reports }: CommentRecord): TransactWriteItem[] {
  if (reports.count === 0) return []
  return [{ Delete: { TableName: comments.name, Key: keyOf(reportedKey(id.own)) } }]
}

/**
 * Moves a comment from a queue to its place under the article, with its id and its time. If its tombstone still exists,
 * the counts and preview of its replies stay. The moderator has approved the comment, so its reports are deleted.
 * @throws CommentRemoved when it answers a comment that no longer exists
 */
export async function publish(comments: Table, record: CommentRecord, queued: QueuedComment): Promise<void> {
  // The place may be empty, so the update sets all attributes that placedItem sets.
  const { shard } = placedShard(record.id)
  const place: TransactWriteItem = {
    Update: {
      TableName: comments.name,
      Key: keyOf(placeKey(record.article, record.id)),
      UpdateExpression: `SET #format = :format, article = :article, #state = :published, version = :version, facts = :facts${shard ? ', #shard = :shard' : ''}`,
      ConditionExpression: 'attribute_not_exists(pk) OR #state = :removed',
      ExpressionAttributeNames: { '#state': 'state', '#format': 'format', ...(shard && { '#shard': 'shard' }) },
      ExpressionAttributeValues: {
        ':format': n(FORMAT),
        ':article': s(record.article),
        ':published': s('published'),
        ':removed': s('removed'),
        ':version': n(queued.version),
        ':facts': packedAttribute(queued.facts),
        ...(shard && { ':shard': shard }),
      },
    },
  }
  // A reply must not be restored under a root that was swept meanwhile, because it would never be visible.
  const rootStands: TransactWriteItem = {
    ConditionCheck: {
      TableName: comments.name,
      Key: keyOf(placeKey(record.article, rootOf(record.id))),
      ConditionExpression: 'attribute_exists(pk)',
    },
  }
  const outcome = await attempt(comments, [
    ...(isRoot(record.id) ? [] : [rootStands]),
    place,
    queueDelete(comments, queued),
    recordWrite(comments, record, {
      state: 'published',
      approved: record.version,
      ...(record.reports.count > 0 && { reports: NO_REPORTS }),
    }),
  ])
  if (outcome === 'done') return
  if (!isRoot(record.id) && outcome.refusedBy.length === 1 && outcome.refusedBy[0] === 0) {
    throw new CommentRemoved('conversation')
  }
  throw new CommentChanged()
}

/** Moves a comment from one queue to another. */
export async function requeue(
  comments: Table,
  record: CommentRecord,
  from: QueuedComment,
  to: QueuedComment,
): Promise<void> {
  await move(comments, [
    queueDelete(comments, from),
    { Put: { TableName: comments.name, Item: queuedItem(to) } },
    recordWrite(comments, record, { state: to.status }),
  ])
}

/**
 * Deletes a comment at its author's request. The text and all private facts are deleted at once, and no moderator can
 * restore them.
 */
export async function erase(
  comments: Table,
  record: CommentRecord,
  placed: PlacedComment | undefined,
  queued: QueuedComment | undefined,
  now: number,
): Promise<void> {
  await move(comments, [
    ...(record.state === 'published' && placed ? tombstoneWrites(comments, record, placed.facts, now) : []),
    ...(queued ? [queueDelete(comments, queued)] : []),
    ...pointerDelete(comments, record),
    { Delete: { TableName: comments.name, Key: keyOf(privateFactsKey(formatCommentId(record.id))) } },
    recordWrite(comments, record, {
      state: 'deleted',
      source: '',
      ...(record.reports.count > 0 && { reports: NO_REPORTS }),
    }),
  ])
}

function tombstoneWrites(
  comments: Table,
  record: CommentRecord,
  facts: CommentFacts,
  now: number,
): TransactWriteItem[] {
  // The time sets when the tombstone is due. The comment's own random bits make the key unique.
  const due = firstUlidAt(now + SWEEP_DELAY).slice(0, 10) + record.id.own.slice(10)
  return [
    {
      Update: {
        TableName: comments.name,
        Key: keyOf(placeKey(record.article, record.id)),
        UpdateExpression: 'SET #state = :removed, facts = :facts',
        ConditionExpression: '#state = :published AND version = :version',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':removed': s('removed'),
          ':published': s('published'),
          ':facts': packedAttribute(tombstoneOf(facts)),
          ':version': n(record.version),
        },
      },
    },
    {
      Put: {
        TableName: comments.name,
        Item: {
          ...keyOf(sweepKey(due)),
          comment: s(formatCommentId(record.id)),
          shard: n(record.id.shard),
          article: s(record.article),
        },
      },
    },
  ]
}

function queueDelete(comments: Table, queued: QueuedComment): TransactWriteItem {
  return {
    Delete: {
      TableName: comments.name,
      Key: keyOf(queueKey(queued.status, queued.id.own)),
      ...holdsVersion(queued.version),
    },
  }
}

const holdsVersion = (version: number) => ({
  ConditionExpression: 'version = :version',
  ExpressionAttributeValues: { ':version': n(version) },
})

/** Changes the record, on condition that it is unchanged since the caller read it. */
export function recordWrite(comments: Table, record: CommentRecord, change: Partial<CommentRecord>): TransactWriteItem {
  const next = { ...record, ...change }
  const reports = reportsChange(record, change.reports)
  return {
    Update: {
      TableName: comments.name,
      Key: keyOf(recordKey(formatCommentId(record.id))),
      UpdateExpression: `SET #state = :state, restoreTo = :restoreTo, version = :version, #source = :source${change.approved === undefined ? '' : ', approved = :approved'}${reports.update}`,
      ConditionExpression: `#state = :was AND version = :had${reports.condition}`,
      ExpressionAttributeNames: { '#state': 'state', '#source': 'source' },
      ExpressionAttributeValues: {
        ':state': s(next.state),
        ':restoreTo': s(next.restoreTo),
        ':version': n(next.version),
        ':source': s(next.source),
        ':was': s(record.state),
        ':had': n(record.version),
        ...(change.approved !== undefined && { ':approved': n(change.approved) }),
        ...reports.values,
      },
    },
  }
}

/**
 * A change of reports requires that they are unchanged since they were read, so that none is lost. Other changes do not
 * depend on them.
 */
function reportsChange({ reports: had }: CommentRecord, next: Reports | undefined) {
  if (!next) return { update: '', condition: '', values: {} }
  return {
    update: next.count === 0 ? ' REMOVE reports' : ', reports = :reports',
    condition: had.count === 0 ? ' AND attribute_not_exists(reports)' : ' AND reports = :hadReports',
    values: {
      ...(next.count > 0 && { ':reports': jsonAttribute(next) }),
      ...(had.count > 0 && { ':hadReports': jsonAttribute(had) }),
    },
  }
}

function attempt(comments: Table, writes: TransactWriteItem[]) {
  const command = repeatable(writes)
  return transact(() => comments.client.send(command()))
}

async function move(comments: Table, writes: TransactWriteItem[]): Promise<void> {
  if ((await attempt(comments, writes)) !== 'done') throw new CommentChanged()
}
