/**
 * Storing a comment: one transaction, all or nothing, with nothing in it that a whole article shares.
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

/** Where in the transaction the comment itself stands; all that stands elsewhere is spread by its key. */
const COMMENT_PLACE = 0
/** So many throttled attempts of one post are no hiccup any more: its write shard takes less than is asked of it. */
const THROTTLES_BEFORE_SPREADING = 3

/** What is known of whoever posts, beyond what readers see. It expires. */
export type PrivateFacts = { email: string | undefined; addressHash: string; userAgent: string }

/** What a comment brings with it, whoever stores it. */
type Contents = {
  /** Where it goes: under the article, or into the queue. */
  comment: PlacedComment | QueuedComment
  source: string
  /** The page of another site that is commented on here for the first time. */
  newPage?: ExternalPage | undefined
  /** Milliseconds since 1970. */
  now: number
}

/** Remembers what a key was used for, so that a repeat gets the first answer. */
export type IdempotencyMark = { hash: string; bodyHash: string }

export type NewComment = Contents & {
  privateFacts: PrivateFacts
  mark: IdempotencyMark | undefined
  privateFactsDays: number
  /** Called, at most once, when the article's partition is throttled; the post goes on trying meanwhile. */
  onPressure: () => Promise<void>
}

/** A comment that was left on another site. Of its author no more is known than that site says. */
export type ImportedComment = Contents & {
  comment: PlacedComment
  /** Hash of what it was called there, and of the article. */
  mark: string
  email: string | undefined
  privateFactsDays: number
}

export type Posted = { outcome: 'stored' } | { outcome: 'repeated'; first: FirstAnswer }

/** What a repeat needs to give the first answer again. */
export type FirstAnswer = {
  id: CommentId
  held: boolean
  bodyHash: string
  /** The comment that it stands under, where that is not the one that it answers. */
  beside: string | undefined
}

/**
 * Stores a comment.
 *
 * TransactWriteItems: idempotency mark, comment or queue item, private facts, record with the source. Each item costs 2
 * write units per KB: 8 for a comment of 500 characters, 6 without an idempotency key; 2 more for the first on a page
 * elsewhere.
 * @throws Busy when it kept colliding; nothing was stored then
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
  // Its id is its own, so a refusal at its place can only mean that an earlier attempt was applied and nobody heard of it.
  if (outcome === 'done' || outcome.refusedBy.includes(COMMENT_PLACE)) return { outcome: 'stored' }
  // The mark was free when it was looked at, and is taken now.
  const first = input.mark && (await firstAnswer(comments, input.mark.hash, input.now))
  if (first) return { outcome: 'repeated', first }
  throw new Error(`Storing a comment was refused by the conditions ${outcome.refusedBy.join(', ')}.`)
}

/**
 * Stores a comment that was left on another site, unless that was done before: its mark and its record stay whatever
 * becomes of it, so nothing comes back that was removed since, nor twice.
 *
 * TransactWriteItems: comment, record with the source, mark, the private facts where there are any, the external page
 * where it is new. Each item costs 2 write units per KB: 6 for a comment of 500 characters without an e-mail address.
 * Where that is refused, BatchGetItem of the mark.
 * @returns its public id, and whether it was stored; false when it has been before
 * @throws Busy when it kept colliding; nothing was stored then
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
  // Without a mark it is its own place that is taken: it was imported before there were marks.
  return { id: known.get(mark) ?? id, stored: false }
}

/** Notices when it is the article's own partition that is throttled. Replies and held comments lie elsewhere. */
function pressureOn({ comment, onPressure }: NewComment): OnThrottle | undefined {
  if ('status' in comment || !isRoot(comment.id)) return undefined
  let throttled = 0
  return async ({ places, error }) => {
    // Where the table as a whole is throttled, or an unlucky address, more shards are no help.
    const isOurs = places.length > 0 ? places.every((place) => place === COMMENT_PLACE) : isHotPartition(error)
    if (isOurs && ++throttled === THROTTLES_BEFORE_SPREADING) await onPressure()
  }
}

/** What a key was used for within the last 24 hours. GetItem `I#…`, strongly consistent, 1 read unit. */
export async function firstAnswer(comments: Table, hash: string, now: number): Promise<FirstAnswer | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(idempotencyKey(hash)), ConsistentRead: true }),
  )
  // TTL deletes late, so an expired mark may still be there.
  if (!Item || Number(Item.expiresAt?.N) * 1000 <= now) return undefined
  return {
    id: idOf(text(Item, 'comment'), number(Item, 'shard', 0)),
    held: text(Item, 'answer') === 'held',
    bodyHash: text(Item, 'bodyHash'),
    beside: Item.beside?.S,
  }
}

/** The comment where it goes, first; its record; the page that it brings along. */
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
