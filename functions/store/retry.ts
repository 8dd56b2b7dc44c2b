/**
 * Retries what only collided. The SDK retries no cancelled transaction, so conflicts are retried here, with full jitter
 * (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
 */
import {
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb'
import { Busy } from '../domain/errors.ts'
import { CONDITION_FAILED, CONFLICT, cancellationReasons, isThrottle } from './dynamodb.ts'

/** How a transaction ended: done, or refused by the conditions at these places. */
export type Outcome = 'done' | { refusedBy: number[] }

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 320
const MAX_ATTEMPTS = 9

/** Hears of a throttled attempt, while the next one waits: which places were throttled, as far as DynamoDB says. */
export type OnThrottle = (throttled: { places: number[]; error: unknown }) => Promise<void>

type Patience = {
  onThrottle?: OnThrottle | undefined
  /** How many attempts may be throttled; fewer for whoever can come back later. @default as many as there are */
  mostThrottles?: number
}

/**
 * Sends a transaction until it is applied or one of its conditions says no.
 * @param send sends it; called anew for each attempt
 * @throws Busy when it kept colliding or was throttled for about two seconds; nothing was stored then
 */
export async function transact(
  send: () => Promise<unknown>,
  { onThrottle, mostThrottles = MAX_ATTEMPTS }: Patience = {},
): Promise<Outcome> {
  let throttles = 0
  for (let attempt = 1; ; attempt++) {
    try {
      await send()
      return 'done'
    } catch (error) {
      const reasons = cancellationReasons(error)
      const refusedBy = (reasons ?? []).flatMap((reason, place) => (reason === CONDITION_FAILED ? [place] : []))
      if (refusedBy.length > 0) return { refusedBy }
      if (!isWorthRetrying(error, reasons)) throw error
      const places = (reasons ?? []).flatMap((reason, place) => (isThrottle(reason) ? [place] : []))
      const throttled = reasons === undefined || places.length > 0
      if (throttled) throttles++
      if (attempt === MAX_ATTEMPTS || throttles === mostThrottles) throw new Busy()
      await Promise.all([
        pause(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt)),
        throttled && onThrottle?.({ places, error }),
      ])
    }
  }
}

function isWorthRetrying(error: unknown, reasons: string[] | undefined): boolean {
  if (reasons) return reasons.some((reason) => reason === CONFLICT || isThrottle(reason))
  return (
    error instanceof ThrottlingException ||
    error instanceof ProvisionedThroughputExceededException ||
    error instanceof RequestLimitExceeded ||
    (error instanceof Error && error.name === 'TransactionInProgressException')
  )
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
