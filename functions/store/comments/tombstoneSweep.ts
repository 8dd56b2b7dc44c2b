/**
 * Sweeps tombstones without replies. A tombstone is checked a minute after it was made. This is longer than any request
 * that might still add a reply, so an empty conversation stays empty.
 */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { type CommentFacts, type CommentId, formatCommentId, isRoot } from '../../domain/comments/comment.ts'
import { Busy } from '../../domain/errors.ts'
import { firstUlidAt } from '../../domain/ulid.ts'
import { type Item, keyOf, n, number, parsed, s, type Table, text, wasRefused } from '../client/dynamodb.ts'
import { commentSortKey, placeKey, replyPartition, SWEEP_SHARDS, sweepKey, sweepPartition } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { runInSequence } from '../derived/runInSequence.ts'
import { keepVotes, votesUntouched } from '../votes/tallies.ts'
import { idOf, readPlacedState, readVotes } from './commentItems.ts'
import { SWEEP_DELAY } from './transitions.ts'

/** Maximum tombstones checked in one run and shard. The rest waits for the next minute. */
const AT_ONCE = 100
/** Maximum replies searched for an answer to a removed reply. A tombstone in a longer thread stays. */
const MOST_REPLIES = 5000

/**
 * Sweeps the tombstones that are due.
 *
 * For each shard one Query; for each tombstone a consistent Query of the replies after it, and two deletes.
 * @returns the number of deleted tombstones
 */
export async function sweep(comments: Table, now: number): Promise<number> {
  let swept = 0
  await runInSequence([...Array(SWEEP_SHARDS).keys()], async (shard) => {
    await runInSequence(await listDue(comments, shard, now), async (due) => {
      if (await sweepOne(comments, due, now)) swept++
      await comments.client.send(
        new DeleteItemCommand({ TableName: comments.name, Key: keyOf({ pk: text(due, 'pk'), sk: text(due, 'sk') }) }),
      )
    })
  })
  return swept
}

async function listDue(comments: Table, shard: number, now: number): Promise<Item[]> {
  const { Items = [] } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: 'pk = :pk AND sk < :now',
      ExpressionAttributeValues: { ':pk': s(sweepPartition(shard)), ':now': s(firstUlidAt(now)) },
      Limit: AT_ONCE,
    }),
  )
  return Items
}

async function sweepOne(comments: Table, due: Item, now: number): Promise<boolean> {
  const id = idOf(text(due, 'comment'), number(due, 'shard', 0))
  const article = text(due, 'article')
  if (await isAnswered(comments, id)) return false
  const removed = await deleteTombstone(comments, article, id)
  if (!removed) return false
  await sweepParentLater(comments, article, id, removed, now)
  return true
}

/** Whether the comment has an answer: for a root any reply, for a reply one with its id in `parentId` or `replyTo`. */
async function isAnswered(comments: Table, id: CommentId): Promise<boolean> {
  let from = isRoot(id) ? undefined : id.own
  for (let seen = 0; seen < MOST_REPLIES; ) {
    const { Items = [], LastEvaluatedKey } = await comments.client.send(
      new QueryCommand({
        TableName: comments.name,
        KeyConditionExpression: from === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :from',
        ExpressionAttributeValues: {
          ':pk': s(replyPartition(id.root)),
          ...(from !== undefined && { ':from': s(commentSortKey(from)) }),
        },
        Limit: isRoot(id) ? 1 : 500,
        ConsistentRead: true,
      }),
    )
    if (isRoot(id)) return Items.length > 0
    if (Items.some((item) => answers(parsed<CommentFacts>(item, 'facts'), formatCommentId(id)))) return true
    if (!LastEvaluatedKey?.sk?.S) return false
    from = LastEvaluatedKey.sk.S.slice(commentSortKey('').length)
    seen += Items.length
  }
  return true
}

const answers = ({ parentId, replyTo }: CommentFacts, id: string): boolean => parentId === id || replyTo === id

/** Deletes the tombstone unless the comment was restored meanwhile. Returns its facts if it was deleted. */
async function deleteTombstone(comments: Table, article: string, id: CommentId): Promise<CommentFacts | undefined> {
  const unvoted = await deleteUnvoted(comments, article, id)
  return unvoted ?? deleteVoted(comments, article, id)
}

/** DeleteItem: 1 write unit per KB. */
async function deleteUnvoted(comments: Table, article: string, id: CommentId): Promise<CommentFacts | undefined> {
  try {
    const { Attributes } = await comments.client.send(
      new DeleteItemCommand({
        TableName: comments.name,
        Key: keyOf(placeKey(article, id)),
        ConditionExpression: '#state = :removed AND attribute_not_exists(votes)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':removed': s('removed') },
        ReturnValues: 'ALL_OLD',
      }),
    )
    return Attributes && parsed<CommentFacts>(Attributes, 'facts')
  } catch (error) {
    if (wasRefused(error)) return undefined
    throw error
  }
}

/** Maximum attempts while votes are being counted. After that the tombstone stays and is checked again. */
const ATTEMPTS = 3

/**
 * Keeps the votes, because the comment may be restored. GetItem, and a transaction of two items: 2 write units per KB
 * each.
 */
async function deleteVoted(comments: Table, article: string, id: CommentId): Promise<CommentFacts | undefined> {
  const Key = keyOf(placeKey(article, id))
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { Item } = await comments.client.send(
      new GetItemCommand({ TableName: comments.name, Key, ConsistentRead: true }),
    )
    if (!Item || readPlacedState(Item) !== 'removed') return undefined
    const untouched = votesUntouched(Item)
    const deletion = {
      TableName: comments.name,
      Key,
      ConditionExpression: `#state = :removed AND ${untouched.condition}`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':removed': s('removed'), ...untouched.values },
    }
    const writes = [{ Delete: deletion }, keepVotes(comments, id, readVotes(Item))]
    const outcome = await transact(() => comments.client.send(new TransactWriteItemsCommand({ TransactItems: writes })))
    if (outcome === 'done') return parsed<CommentFacts>(Item, 'facts')
  }
  throw new Busy()
}

/**
 * The answered comment may be a tombstone that stayed only because of this reply. It is then due for a check as well.
 */
async function sweepParentLater(
  comments: Table,
  article: string,
  child: CommentId,
  { parentId, replyTo }: CommentFacts,
  now: number,
): Promise<void> {
  const answered = replyTo ?? parentId
  if (answered === null) return
  const parent = idOf(answered, child.shard)
  const { Item: found } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(placeKey(article, parent)), ConsistentRead: true }),
  )
  if (!found || readPlacedState(found) !== 'removed') return
  const due = firstUlidAt(now + SWEEP_DELAY).slice(0, 10) + child.own.slice(10)
  await comments.client.send(
    new PutItemCommand({
      TableName: comments.name,
      Item: {
        ...keyOf(sweepKey(due)),
        comment: s(formatCommentId(parent)),
        shard: n(parent.shard),
        article: s(article),
      },
    }),
  )
}
