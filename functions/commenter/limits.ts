/**
 * Limits for one address. The counts are in the database. Each instance caches refusals, and repeats them without a
 * request to the database.
 */
import { RepeatedText, TooManyRequests } from '../domain/errors.ts'
import { type Charge, isRepeat } from '../domain/site/limits.ts'
import { type Rate, spend } from '../domain/site/rateLimit.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { charge, LimitReached } from '../store/site/rateLimits.ts'

/** How many refusals one instance caches. The oldest are dropped first. */
const REMEMBERED = 10_000

/** How often an Idempotency-Key is looked up for an address that has reached its limit. People retry a few times. */
const LOOK_UPS: Rate = { limit: 5, seconds: 60 }

export type Limits = {
  /**
   * Counts an action of an address: either all charges or none.
   * @param of the target of a limit that is counted per target: the public id of a comment, or the mark of a text
   * @throws TooManyRequests, RepeatedText, Busy
   */
  charge: (addressHash: string, charges: readonly Charge[], of?: string) => Promise<void>
  /** The cached refusal, if the limit is known to be reached. Does not read the database. */
  known: (addressHash: string, charge: Charge, of?: string) => TooManyRequests | undefined
  /** Throws that refusal. */
  refuseKnown: (addressHash: string, charge: Charge, of?: string) => void
  /** Whether a post may be looked up as a repeat after its address has reached the limit. Each call counts. */
  mayLookUp: (addressHash: string) => boolean
}

/** @param clock milliseconds since 1970 */
export function limitsOver(comments: Table, clock: () => number): Limits {
  const usedUp = new Map<string, number>()
  const lookedUp = new Map<string, number>()

  const remember = (memory: Map<string, number>, name: string, until: number): void => {
    // Deleted first, so that the map is ordered by age.
    memory.delete(name)
    memory.set(name, until)
    for (const oldest of memory.keys()) {
      if (memory.size <= REMEMBERED) break
      memory.delete(oldest)
    }
  }
  const known: Limits['known'] = (addressHash, one, of) => {
    const left = (usedUp.get(nameOf(addressHash, one, of)) ?? 0) - clock()
    return left > 0 ? refusalOf(one, Math.ceil(left / 1000)) : undefined
  }
  const refuseKnown: Limits['refuseKnown'] = (...charged) => {
    const refusal = known(...charged)
    if (refusal) throw refusal
  }

  return {
    known,
    refuseKnown,
    charge: async (addressHash, charges, of) => {
      for (const one of charges) refuseKnown(addressHash, one, of)
      try {
        await charge(comments, addressHash, charges, clock(), of)
      } catch (error) {
        if (!(error instanceof LimitReached)) throw error
        remember(usedUp, nameOf(addressHash, error.charge, of), clock() + error.retryAfter * 1000)
        throw refusalOf(error.charge, error.retryAfter)
      }
    },
    mayLookUp: (addressHash) => {
      const now = clock()
      const until = lookedUp.get(addressHash) ?? 0
      const spent = spend(LOOK_UPS, until, now)
      if ('retryAfter' in spent) return false
      remember(lookedUp, addressHash, Math.max(until, now) + spent.interval)
      return true
    },
  }
}

/** The name contains the limit, so that a higher limit applies at once. */
const nameOf = (addressHash: string, { what, rate, cost }: Charge, of = ''): string =>
  [addressHash, of, what, cost, rate.limit].join(' ')

const refusalOf = (one: Charge, retryAfter: number): TooManyRequests =>
  isRepeat(one) ? new RepeatedText(retryAfter) : new TooManyRequests(retryAfter)
