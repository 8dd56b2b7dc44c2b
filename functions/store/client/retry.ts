/**
 * Retries transactions that collided. The SDK does not retry cancelled transactions, so conflicts are retried here,
 * with full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
 */
import { Busy, Unanswered } from '../../domain/errors.ts'
import { pause, timeLeft } from '../../running/deadline.ts'
import { CONDITION_FAILED, CONFLICT, cancellationReasons, isThrottle, isThrottled } from './dynamodb.ts'

/** The outcome of a transaction: done, or refused by the conditions at these places. */
export type Outcome = 'done' | { refusedBy: number[] }

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 320
const MAX_ATTEMPTS = 9

/**
 * Called when an attempt is throttled, while the next attempt waits. Gets the throttled places, as far as DynamoDB
 * names them.
 */
export type OnThrottle = (throttled: { places: number[]; error: unknown }) => Promise<void>

type Patience = {
  onThrottle?: OnThrottle | undefined
  /**
   * Maximum number of throttled attempts. Lower for callers that can retry later. @default the maximum number of
   * attempts
   */
  mostThrottles?: number
}

/**
 * Sends a transaction until it is applied or one of its conditions fails.
 * @param send sends the transaction; called anew for each attempt
 * @throws Busy when it collided or was throttled for about a second, or its request has no time left; nothing was
 * stored
 * @throws Unanswered in the same cases, when an earlier attempt got no answer and may have been stored
 */
export async function transact(
  send: () => Promise<unknown>,
  { onThrottle, mostThrottles = MAX_ATTEMPTS }: Patience = {},
): Promise<Outcome> {
  let throttles = 0
  let isAnswered = true
  for (let attempt = 1; ; attempt++) {
    try {
      await send()
      return 'done'
    } catch (error) {
      const reasons = cancellationReasons(error)
      const refusedBy = (reasons ?? []).flatMap((reason, place) => (reason === CONDITION_FAILED ? [place] : []))
      if (refusedBy.length > 0) return { refusedBy }
      if (!isWorthRetrying(error, reasons)) throw error
      isAnswered &&= attemptsOf(error) <= 1
      const places = (reasons ?? []).flatMap((reason, place) => (isThrottle(reason) ? [place] : []))
      const throttled = reasons === undefined || places.length > 0
      if (throttled) throttles++
      const wait = Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt)
      if (attempt === MAX_ATTEMPTS || throttles === mostThrottles || wait >= timeLeft())
        throw isAnswered ? new Busy() : new Unanswered()
      await Promise.all([pause(wait), throttled && onThrottle?.({ places, error })])
    }
  }
}

function isWorthRetrying(error: unknown, reasons: string[] | undefined): boolean {
  if (reasons) return reasons.some((reason) => reason === CONFLICT || isThrottle(reason))
  return isThrottled(error) || (error instanceof Error && error.name === 'TransactionInProgressException')
}

/**
 * How often the SDK sent the request until it got this answer. More than once means that an earlier attempt got no
 * answer.
 */
function attemptsOf(error: unknown): number {
  if (!(error instanceof Error && '$metadata' in error)) return 1
  // Source: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/ResponseMetadata/
  return (error.$metadata as { attempts?: number }).attempts ?? 1
}
