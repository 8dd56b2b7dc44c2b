/**
 * Applies changes to derived data: totals, reply counts, previews, votes and ranks. Each application is one
 * transaction, which also stores a mark for every change. A change that is delivered again is therefore not counted
 * again.
 */
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { type Change, effectsOf, itemsTouchedBy, type VoteChange } from '../../domain/comments/projection.ts'
import { getItems } from '../client/batches.ts'
import { expiry, keyOf, n, type Table, withoutToken } from '../client/dynamodb.ts'
import { appliedMarkKey, rootPartition, statisticsKeys } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { threadWrites } from '../comments/threads.ts'

/** DynamoDB's limit: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_OPERATIONS = 100
/** Longer than any redrive. Failed batches are kept in S3 for at most 90 days (infra/config.ts). */
const MARK_SECONDS = 100 * 24 * 60 * 60
const MAX_ROUNDS = 20
/**
 * The projector can retry later. A transaction that is throttled at one item consumes half of the units of its other
 * items.
 */
const MOST_THROTTLES = 3

/** How many changes, from the first on, fit into one transaction. Each change takes a mark in addition to its items. */
export function countThatFits(changes: readonly (Change | VoteChange)[]): number {
  const items = new Set<string>()
  const beyond = changes.findIndex((change, marks) => {
    for (const item of itemsTouchedBy(change)) items.add(item)
    return marks + 1 + items.size > MAX_OPERATIONS
  })
  return beyond < 0 ? changes.length : beyond
}

/**
 * Applies each change exactly once.
 *
 * Reads each touched root and each reply that was voted on (1 read unit per 4 KB), and the first replies of the roots
 * whose preview may change. Then one TransactWriteItems: a mark per change (2 write units), each touched comment (2 per
 * KB; a new rank takes 1 or 2 more in the index), two statistics items per article (4).
 * @param changes as many as are {@link countThatFits}; restored comments, or votes on swept comments, may require a
 * second transaction
 * @throws Busy when it kept colliding; all of the changes were applied, or none
 */
export async function applyOnce(
  comments: Table,
  changes: readonly (Change | VoteChange)[],
  now: number,
): Promise<void> {
  let pending = [...changes]
  for (let round = 0; pending.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new Error(`Applying ${pending.length} changes did not settle in ${MAX_ROUNDS} rounds.`)
    const writes = await writesOf(comments, pending, now)
    if (writes.length > MAX_OPERATIONS) {
      const half = Math.ceil(pending.length / 2)
      await applyOnce(comments, pending.slice(0, half), now)
      return applyOnce(comments, pending.slice(half), now)
    }
    const outcome = await transact(
      () => comments.client.send(withoutToken(new TransactWriteItemsCommand({ TransactItems: writes }))),
      { mostThrottles: MOST_THROTTLES },
    )
    if (outcome === 'done') return
    // The marks come first. If one of them refuses, all are looked up, because a replayed batch was usually applied as
    // a whole. Any other refusal means that a preview or votes changed, or a root was swept. The next round reads them
    // again.
    const replayed = outcome.refusedBy.some((place) => place < pending.length)
    if (replayed) pending = await withoutApplied(comments, pending)
  }
}

async function writesOf(
  comments: Table,
  changes: readonly (Change | VoteChange)[],
  now: number,
): Promise<TransactWriteItem[]> {
  const { totals, threads } = effectsOf(changes, now)
  return [
    ...changes.map(({ eventId }) => markWrite(comments, eventId, now)),
    ...(await threadWrites(comments, threads)),
    ...totalWrites(comments, totals),
  ]
}

function totalWrites(comments: Table, totals: ReturnType<typeof effectsOf>['totals']): TransactWriteItem[] {
  const byPartition = new Map<string, number>()
  for (const { article, shard, comments: difference } of totals) {
    const partition = rootPartition(article, shard)
    byPartition.set(partition, (byPartition.get(partition) ?? 0) + difference)
  }
  return [...byPartition]
    .filter(([, difference]) => difference !== 0)
    .flatMap(([partition, difference]) =>
      statisticsKeys(partition).map((key) => ({
        Update: {
          TableName: comments.name,
          Key: keyOf(key),
          UpdateExpression: 'ADD published :difference',
          ExpressionAttributeValues: { ':difference': n(difference) },
        },
      })),
    )
}

function markWrite(comments: Table, eventId: string, now: number): TransactWriteItem {
  return {
    Put: {
      TableName: comments.name,
      Item: { ...keyOf(appliedMarkKey(eventId)), expiresAt: expiry(now, MARK_SECONDS) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/**
 * Returns the changes that were not applied yet. BatchGetItem of a mark for each, strongly consistent, 1 read unit
 * each.
 */
export async function withoutApplied<C extends Change | VoteChange>(
  comments: Table,
  changes: readonly C[],
): Promise<C[]> {
  const marks = changes.map(({ eventId }) => appliedMarkKey(eventId))
  const applied = await getItems(comments, marks, true)
  return changes.filter(({ eventId }) => !applied(appliedMarkKey(eventId)))
}
