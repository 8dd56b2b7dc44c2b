/**
 * Applying changes to what is derived from them: totals, reply counts and previews. Each application is one transaction
 * that also leaves a mark for every change, so that a change which is delivered again is recognised and not counted again.
 */
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { Change, ThreadEffect } from '../domain/projection.ts'
import { effectsOf } from '../domain/projection.ts'
import { getConsistently } from './comments.ts'
import { expiry, keyOf, n, type Table, text } from './dynamodb.ts'
import { appliedMarkKey, rootPartition, statisticsKeys } from './keys.ts'
import { previewWrite } from './previews.ts'
import { transact } from './retry.ts'

/** DynamoDB's limit: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_OPERATIONS = 100
/** A mark, a thread and the two copies of a total: the most that one change can add to a transaction. */
const OPERATIONS_PER_CHANGE = 4
/** Longer than any redrive: failed batches are kept in S3 for at most 90 days (infra/config.ts). */
const MARK_SECONDS = 100 * 24 * 60 * 60
const MAX_ROUNDS = 20

/** How many changes fit into one transaction, whatever they are. */
export const CHANGES_AT_ONCE = MAX_OPERATIONS / OPERATIONS_PER_CHANGE

/**
 * Applies changes exactly once each.
 *
 * Reads each touched root (1 read unit per 4 KB), and the first replies of those whose preview may change. Then one
 * TransactWriteItems: a mark per change (2 write units), each root (2 per KB), two statistics items per article (4).
 * @param changes at most {@link CHANGES_AT_ONCE}
 * @throws Busy when it kept colliding; nothing was applied then, or all of it
 */
export async function applyOnce(comments: Table, changes: readonly Change[], now: number): Promise<void> {
  let pending = [...changes]
  for (let round = 0; pending.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new Error(`Applying ${pending.length} changes did not settle in ${MAX_ROUNDS} rounds.`)
    const writes = await writesOf(comments, pending, now)
    const outcome = await transact(() => comments.client.send(new TransactWriteItemsCommand({ TransactItems: writes })))
    if (outcome === 'done') return
    // The marks stand first. Where one refuses, all are looked up: a replayed batch is usually known as a whole.
    // Any other refusal is a preview that moved on, or a root that was swept: the next round reads them anew.
    const replayed = outcome.refusedBy.some((place) => place < pending.length)
    if (replayed) pending = await withoutApplied(comments, pending)
  }
}

async function writesOf(comments: Table, changes: readonly Change[], now: number): Promise<TransactWriteItem[]> {
  const { totals, threads } = effectsOf(changes)
  const threadWrites = await Promise.all(threads.map((effect: ThreadEffect) => previewWrite(comments, effect)))
  return [
    ...changes.map(({ eventId }) => markWrite(comments, eventId, now)),
    ...threadWrites.filter((write) => write !== undefined),
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

async function withoutApplied(comments: Table, changes: readonly Change[]): Promise<Change[]> {
  const marks = await getConsistently(
    comments,
    changes.map(({ eventId }) => keyOf(appliedMarkKey(eventId))),
  )
  const applied = new Set(marks.map((mark) => text(mark, 'pk')))
  return changes.filter(({ eventId }) => !applied.has(appliedMarkKey(eventId).pk))
}
