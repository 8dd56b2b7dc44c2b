/**
 * The origin's secret, by which a request shows that it came through the edge. The current value is accepted and the one
 * before it, so that a new one can be put into Secrets Manager first and deployed with the edge after that.
 */

import { hash, timingSafeEqual } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { defect } from '../../log.ts'
import { NoSuchSecret, secretValue } from './secret.ts'

/** Milliseconds for which values are remembered. So long a value that was replaced twice may still be accepted. */
const REMEMBERED = 5 * 60_000
/**
 * The least milliseconds between two requests for the values. An unknown value may be a new one, so an instance then asks
 * early. A stranger who makes values up causes two calls in that time and no more.
 */
const AT_MOST_EVERY = 10_000

/**
 * A function that says whether a value is the secret. It never throws. While Secrets Manager does not answer, it accepts only
 * values that were read before.
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

/** Digests have one length, so comparing them takes the same time for all values. */
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
