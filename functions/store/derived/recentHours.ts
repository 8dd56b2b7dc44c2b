/**
 * The hours that have comments. A list of the newest comments of a quiet site reads these and skips empty hours.
 */
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb'
import { createdAt } from '../../domain/comments/comment.ts'
import { type Change, difference } from '../../domain/comments/projection.ts'
import { writeItems } from '../client/batches.ts'
import { expiry, keyOf, s, type Table, text } from '../client/dynamodb.ts'
import { hourOf, recentHourKey } from '../client/keys.ts'

/** Longer than the pointers of an hour are kept, by more than the lifetime of any process. */
const KEPT_SECONDS = 32 * 24 * 60 * 60
/** A process rarely sees more hours than the current one and a few others. */
const MOST_REMEMBERED = 1000

/**
 * Stores the hours of newly published comments, before their pointers are written.
 *
 * BatchWriteItem, 1 write unit per hour, only if the hour is new to this process.
 * @param known the hours that this process has stored
 */
export async function noteHours(
  comments: Table,
  changes: readonly Change[],
  now: number,
  known: Set<number>,
): Promise<void> {
  const hours = new Set(changes.filter((change) => difference(change) > 0).map(({ id }) => hourOf(createdAt(id))))
  const fresh = [...hours].filter((hour) => !known.has(hour))
  await writeItems(
    comments,
    fresh.map((hour) => ({
      PutRequest: { Item: { ...keyOf(recentHourKey(hour)), expiresAt: expiry(now, KEPT_SECONDS) } },
    })),
  )
  if (known.size + fresh.length > MOST_REMEMBERED) known.clear()
  for (const hour of fresh) known.add(hour)
}

/**
 * Returns hours with comments, latest first. Query `F#hours`, backward, eventually consistent, 0.5 read units.
 * @param latest the hour to begin with; undefined for the latest of all
 */
export async function listHours(
  comments: Table,
  latest: number | undefined,
  limit: number,
): Promise<{ hours: number[]; more: boolean }> {
  const from: Record<string, AttributeValue> = latest === undefined ? {} : { ':from': s(recentHourKey(latest).sk) }
  const { Items = [], LastEvaluatedKey } = await comments.client.send(
    new QueryCommand({
      TableName: comments.name,
      KeyConditionExpression: latest === undefined ? 'pk = :pk' : 'pk = :pk AND sk <= :from',
      ExpressionAttributeValues: { ':pk': s(recentHourKey(0).pk), ...from },
      ScanIndexForward: false,
      Limit: limit,
    }),
  )
  return { hours: Items.map((item) => Number(text(item, 'sk'))), more: LastEvaluatedKey !== undefined }
}
