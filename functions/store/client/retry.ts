/**
 * Retries what only collided. The SDK retries no cancelled transaction, so conflicts are retried here, with full jitter
 * (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
 */
import { Busy, Unanswered } from '../../domain/errors.ts'
import { pause, timeLeft } from '../../running/deadline.ts'
import { CONDITION_FAILED, CONFLICT, cancellationReasons, isThrottle, isThrottled } from './dynamodb.ts'

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
 * @throws Busy when it kept colliding or was throttled for about a second, or its request has no time left; nothing was
 * stored then. Unanswered when it may have been
 */
export async function transact(
  send: () => Promise<unknown>,
  { onThrottle, mostThrottles = MAX_ATTEMPTS }: Patience = {},
): Promise<Outcome> {
  let throttles = 0
  let isHeard = true
  for (let attempt = 1; ; attempt++) {
    try {
      await send()
      return 'done'
    } catch (error) {
      const reasons = cancellationReasons(error)
      const refusedBy = (reasons ?? []).flatMap((reason, place) => (reason === CONDITION_FAILED ? [place] : []))
      if (refusedBy.length > 0) return { refusedBy }
      if (!isWorthRetrying(error, reasons)) throw error
      isHeard &&= attemptsOf(error) <= 1
      const places = (reasons ?? []).flatMap((reason, place) => (isThrottle(reason) ? [place] : []))
      const throttled = reasons === undefined || places.length > 0
      if (throttled) throttles++
      const wait = Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt)
      if (attempt === MAX_ATTEMPTS || throttles === mostThrottles || wait >= timeLeft())
        throw isHeard ? new Busy() : new Unanswered()
      await Promise.all([pause(wait), throttled && onThrottle?.({ places, error })])
    }
  }
}

function isWorthRetrying(error: unknown, reasons: string[] | undefined): boolean {
  if (reasons) return reasons.some((reason) => reason === CONFLICT || isThrottle(reason))
  return isThrottled(error) || (error instanceof Error && error.name === 'TransactionInProgressException')
}

/** How often the SDK sent it until it got this answer: more than once means that an earlier one got none. */
function attemptsOf(error: unknown): number {
  if (!(error instanceof Error && '$metadata' in error)) return 1
  // As the SDK describes it: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/ResponseMetadata/
  return (error.$metadata as { attempts?: number }).attempts ?? 1
}
