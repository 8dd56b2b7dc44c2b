/**
 * Stores a comment in one transaction. The transaction writes no item that all comments of an article share.
 */
import { GetItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { ExternalPage } from '../../domain/articles/externalPage.ts'
import type { PlacedComment, QueuedComment } from '../../domain/comments/comment.ts'
import { type CommentId, formatCommentId, isRoot } from '../../domain/comments/comment.ts'
import { NO_REPORTS } from '../../domain/comments/reports.ts'
import {
  DAY,
  expiry,
  FORMAT,
  isAtMaximum,
  isHotPartition,
  keyOf,
  n,
  number,
  s,
  type Table,
  text,
  withoutToken,
} from '../client/dynamodb.ts'
import { idempotencyKey, privateFactsKey } from '../client/keys.ts'
import { type OnThrottle, transact } from '../client/retry.ts'
import { idOf, placedItem, queuedItem, recordItem } from './commentItems.ts'
import { registration } from './externalPages.ts'
import { importedAs, importMark } from './importMarks.ts'

/** The place of the comment in the transaction. The keys of all other items are spread over partitions. */
const COMMENT_PLACE = 0
/** After this many throttled attempts of one post, its write shard counts as overloaded. */
const THROTTLES_BEFORE_SPREADING = 3

/** Data on the author of a post that readers do not see. It expires. */
export type PrivateFacts = { email: string | undefined; addressHash: string; userAgent: string }

/** The contents of a comment, for every way of storing it. */
type Contents = {
  /** A placed comment goes under the article, a queued comment into the queue. */
  comment: PlacedComment | QueuedComment
  source: string
  /** The page of another site, if this is its first comment here. */
  newPage?: ExternalPage | undefined
  /** Milliseconds since 1970. */
  now: number
}

/** Stores the use of an idempotency key, so that a repeat gets the first answer. */
export type IdempotencyMark = { hash: string; bodyHash: string }

export type NewComment = Contents & {
  privateFacts: PrivateFacts
  mark: IdempotencyMark | undefined
  privateFactsDays: number
  /** Called at most once, when the article's partition is throttled. The post continues its attempts meanwhile. */
  onPressure: () => Promise<void>
}

/** A comment from another site. The author's data is limited to what that site provides. */
export type ImportedComment = Contents & {
  comment: PlacedComment
  /** Hash of its id there and of its article. */
  mark: string
  email: string | undefined
  privateFactsDays: number
}

export type Posted = { outcome: 'stored' } | { outcome: 'repeated'; first: FirstAnswer }

/** The data that a repeat needs to give the first answer again. */
export type FirstAnswer = {
  id: CommentId
  held: boolean
  bodyHash: string
  /** The comment under which it is placed, if it answers another one. */
  beside: string | undefined
}

/**
 * Stores a comment.
 *
 * TransactWriteItems: idempotency mark, comment or queue item, private facts, record with the source. Each item costs 2
 * write units per KB: 8 for a comment of 500 characters, 6 without an idempotency key; 2 more for the first comment on
 * an external page.
 * @throws Busy when it kept colliding; nothing was stored
 */
export async function post(comments: Table, input: NewComment): Promise<Posted> {
  const { privateFacts, mark, now, privateFactsDays } = input
  const writes = [
    ...contentWrites(comments, input),
    privateFactsWrite(comments, input, privateFacts, privateFactsDays),
    ...(mark ? [markWrite(comments, mark, input, now)] : []),
  ]
  const outcome = await transact(
    () => comments.client.send(withoutToken(new TransactWriteItemsCommand({ TransactItems: writes }))),
    {
      onThrottle: pressureOn(input),
    },
  )
  // The id is unique. A refusal at the comment's place therefore means that an earlier attempt was applied but its
  // answer was lost.
  if (outcome === 'done' || outcome.refusedBy.includes(COMMENT_PLACE)) return { outcome: 'stored' }
  // Another request has taken the mark since it was checked.
  const first = input.mark && (await firstAnswer(comments, input.mark.hash, input.now))
  if (first) return { outcome: 'repeated', first }
  throw new Error(`Storing a comment was refused by the conditions ${outcome.refusedBy.join(', ')}.`)
}

/**
 * Stores a comment from another site, unless it was imported before. Its mark and its record are permanent. A repeated
 * import therefore neither restores a removed comment nor stores a comment twice.
 *
 * TransactWriteItems: comment, record with the source, mark, the private facts if there are any, the external page if
 * it is new. Each item costs 2 write units per KB: 6 for a comment of 500 characters without an e-mail address. If the
 * transaction is refused, BatchGetItem of the mark.
 * @returns its public id, and whether it was stored; false if it was imported before
 * @throws Busy when it kept colliding; nothing was stored
 */
export async function postImported(comments: Table, input: ImportedComment): Promise<{ id: string; stored: boolean }> {
  const { comment, mark, email, privateFactsDays } = input
  const writes = [
    ...contentWrites(comments, input),
    importMark(comments, mark, comment.id),
    ...(email ? [privateFactsWrite(comments, input, { email }, privateFactsDays)] : []),
  ]
  const outcome = await transact(() =>
    comments.client.send(withoutToken(new TransactWriteItemsCommand({ TransactItems: writes }))),
  )
  const id = formatCommentId(comment.id)
  if (outcome === 'done') return { id, stored: true }
  const known = await importedAs(comments, [mark])
  // If there is no mark, the comment's place is taken: it was imported before marks existed.
  return { id: known.get(mark) ?? id, stored: false }
}

/** Detects that the article's own partition is throttled. Replies and held comments are in other partitions. */
function pressureOn({ comment, onPressure }: NewComment): OnThrottle | undefined {
  if ('status' in comment || !isRoot(comment.id)) return undefined
  let throttled = 0
  return async ({ places, error }) => {
    // If the whole table or another key is throttled, more shards do not help.
    const isOurs =
      places.length > 0
        ? places.every((place) => place === COMMENT_PLACE) && !isAtMaximum(error)
        : isHotPartition(error)
    if (isOurs && ++throttled === THROTTLES_BEFORE_SPREADING) await onPressure()
  }
}

/** Returns the use of an idempotency key within the last 24 hours. GetItem `I#…`, strongly consistent, 1 read unit. */
export async function firstAnswer(comments: Table, hash: string, now: number): Promise<FirstAnswer | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(idempotencyKey(hash)), ConsistentRead: true }),
  )
  // TTL deletes late, so an expired mark may still exist.
  if (!Item || Number(Item.expiresAt?.N) * 1000 <= now) return undefined
  return {
    id: idOf(text(Item, 'comment'), number(Item, 'shard', 0)),
    held: text(Item, 'answer') === 'held',
    bodyHash: text(Item, 'bodyHash'),
    beside: Item.beside?.S,
  }
}

/** The writes of the comment (first), its record and its new page. */
function contentWrites(comments: Table, { comment, source, newPage }: Contents): TransactWriteItem[] {
  const held = 'status' in comment
  const isNew = { TableName: comments.name, ConditionExpression: 'attribute_not_exists(pk)' }
  const record = {
    id: comment.id,
    article: comment.article,
    state: held ? ('held' as const) : ('published' as const),
    restoreTo: held ? ('held' as const) : ('published' as const),
    version: comment.version,
    source,
    reports: NO_REPORTS,
  }
  return [
    { Put: { ...isNew, Item: held ? queuedItem(comment) : placedItem(comment) } },
    { Put: { ...isNew, Item: recordItem(record) } },
    ...(newPage ? [registration(comments, newPage)] : []),
  ]
}

function privateFactsWrite(
  comments: Table,
  { comment, now }: Contents,
  { email, addressHash, userAgent }: Partial<PrivateFacts>,
  days: number,
): TransactWriteItem {
  return {
    Put: {
      TableName: comments.name,
      Item: {
        ...keyOf(privateFactsKey(formatCommentId(comment.id))),
        format: n(FORMAT),
        ...(addressHash !== undefined && { addressHash: s(addressHash) }),
        ...(userAgent !== undefined && { userAgent: s(userAgent) }),
        ...(email && { email: s(email) }),
        expiresAt: expiry(now, days * DAY),
      },
    },
  }
}

function markWrite(comments: Table, mark: IdempotencyMark, { comment }: Contents, now: number): TransactWriteItem {
  const { facts } = comment
  return {
    Put: {
      TableName: comments.name,
      Item: {
        ...keyOf(idempotencyKey(mark.hash)),
        comment: s(formatCommentId(comment.id)),
        bodyHash: s(mark.bodyHash),
        ...(facts.replyTo !== undefined && facts.parentId !== null && { beside: s(facts.parentId) }),
        answer: s('status' in comment ? 'held' : 'published'),
        expiresAt: expiry(now, DAY),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': n(Math.floor(now / 1000)) },
    },
  }
}
