/**
 * How often an address did something lately. Counted in the transaction that does it, so a limit holds however many
 * instances run at once. What was done before lies in items of their own, which expire.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { expiry, keyOf, n, type Table } from './dynamodb.ts'
import { rateBucketKey } from './keys.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** What is counted, and for how many seconds at a time. */
const WINDOWS = { posts: MINUTE, votes: MINUTE, voters: HOUR } as const

/** @param limit how often within the window */
export type Limit = { what: keyof typeof WINDOWS; addressHash: string; limit: number; now: number }

/** Counts once more; refused by its condition when the limit is reached. 2 write units. */
export function bucketWrite(comments: Table, { what, addressHash, limit, now }: Limit): TransactWriteItem {
  const seconds = WINDOWS[what]
  const window = Math.floor(now / 1000 / seconds)
  return {
    Update: {
      TableName: comments.name,
      Key: keyOf(rateBucketKey(addressHash, seconds === MINUTE ? `${window}` : `${what}-${window}`)),
      UpdateExpression: 'SET expiresAt = :expiry ADD #what :one',
      ConditionExpression: 'attribute_not_exists(#what) OR #what < :limit',
      ExpressionAttributeNames: { '#what': what },
      ExpressionAttributeValues: { ':one': n(1), ':limit': n(limit), ':expiry': expiry(now, 2 * seconds) },
    },
  }
}

/** Seconds until the window ends in which the limit was reached. */
export function retryAfter({ what, now }: Pick<Limit, 'what' | 'now'>): number {
  return WINDOWS[what] - (Math.floor(now / 1000) % WINDOWS[what])
}
