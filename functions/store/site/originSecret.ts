/**
 * The origin's secret, which proves that a request came through the edge. The current value and the previous one are
 * accepted. A new value can therefore be put into Secrets Manager first and deployed with the edge afterwards.
 */

import { hash, timingSafeEqual } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { defect } from '../../log.ts'
import { NoSuchSecret, secretValue } from './secret.ts'

/**
 * Milliseconds for which values are remembered. During this time, a value that was replaced twice may still be
 * accepted.
 */
const REMEMBERED = 5 * 60_000
/**
 * Minimum milliseconds between two requests for the values. An unknown value may be a new one, so an instance then
 * reads the values early. A client that sends made-up values causes at most two calls in this time.
 */
const AT_MOST_EVERY = 10_000

/**
 * Returns a function that checks whether a value is the secret. The function never throws. While Secrets Manager does
 * not answer, it accepts only values that it read before.
 * @param id the secret's ARN
 * @param clock milliseconds since 1970
 */
export function originSecretCheck(
  id: string,
  client: DynamoDBClient,
  clock: () => number,
): (given: string) => Promise<boolean> {
  let accepted: readonly Buffer[] = []
  let readAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const began = clock()
    try {
      const values = [await secretValue(id, client), await previousValue(id, client)]
      accepted = values.filter((value) => value !== undefined).map(digest)
      readAt = began
    } catch (error) {
      defect(
        'The origin’s secret could not be read; readers behind the edge may share the limits of its addresses',
        error,
      )
    } finally {
      reading = undefined
    }
  }
  const refresh = async (): Promise<void> => {
    if (reading === undefined && clock() - triedAt < AT_MOST_EVERY) return
    triedAt = clock()
    reading ??= read()
    await reading
  }

  return async (given) => {
    const sought = digest(given)
    const isAccepted = () => accepted.some((known) => timingSafeEqual(known, sought))
    if (clock() - readAt >= REMEMBERED) await refresh()
    if (isAccepted()) return true
    await refresh()
    return isAccepted()
  }
}

/** All digests have the same length, so a comparison takes the same time for all values. */
const digest = (value: string): Buffer => hash('sha256', value, 'buffer')

/** Undefined while the secret was never replaced. */
async function previousValue(id: string, client: DynamoDBClient): Promise<string | undefined> {
  try {
    return await secretValue(id, client, 'AWSPREVIOUS')
  } catch (error) {
    if (error instanceof NoSuchSecret) return undefined
    throw error
  }
}
