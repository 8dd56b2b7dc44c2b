/**
 * Counts the actions of an address. One small item holds the allowances of an address. Votes on one comment, and
 * repetitions of one text, have items of their own. The count is a conditional update, so a limit holds across all
 * instances.
 *
 * The update is not part of the transaction that follows. This halves the cost. A text that is refused afterwards
 * counts too.
 */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { Busy } from '../../domain/errors.ts'
import type { Charge } from '../../domain/site/limits.ts'
import { spend } from '../../domain/site/rateLimit.ts'
import { expiry, type Item, keyOf, n, s, type Table, wasRefused } from '../client/dynamodb.ts'
import { rateLimitKey } from '../client/keys.ts'

/** The first charge for which the address has no allowance left. */
export class LimitReached extends Error {
  readonly charge: Charge
  /** Seconds. */
  readonly retryAfter: number
  constructor(charge: Charge, retryAfter: number) {
    super(`The limit “${charge.what}” is reached.`)
    this.charge = charge
    this.retryAfter = retryAfter
  }
}

/** Maximum attempts at an update while other updates change the item. */
const ATTEMPTS = 8

/** Seconds after which an item may be deleted. No allowance is used up for longer than an hour. */
const KEPT = 60 * 60

/**
 * Counts an action of an address: all charges or none.
 *
 * UpdateItem `X#<address>`/`X`, or `X#<address>#<comment or text>`/`X`: 1 write unit. If an allowance is in use, the
 * condition refuses the first attempt. The error holds the item (1 write unit more), and a second attempt follows.
 * @param of the target of the action, where a limit applies to each target: the public id of a comment, or the mark of
 * a text
 * @param now milliseconds since 1970
 * @throws LimitReached, Busy
 */
export async function charge(
  comments: Table,
  addressHash: string,
  charges: readonly Charge[],
  now: number,
  of?: string,
): Promise<void> {
  const Key = keyOf(rateLimitKey(addressHash, of))
  let found: Item = {}
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const update = updateOf(charges, found, now)
    if (!update) return
    try {
      await comments.client.send(
        new UpdateItemCommand({
          TableName: comments.name,
          Key,
          ...update,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      return
    } catch (error) {
      if (!wasRefused(error)) throw error
      // If the error holds no item, TTL has deleted it meanwhile.
      found = error.Item ?? {}
    }
  }
  throw new Busy()
}

/**
 * Builds the update. An unused allowance is set. An allowance in use is increased, on condition that the limit allows
 * it, so concurrent updates do not refuse each other.
 * @returns undefined if nothing needs to be counted
 * @throws LimitReached
 */
function updateOf(charges: readonly Charge[], found: Item, now: number) {
  const sets = ['expiresAt = :expiry']
  const conditions: string[] = []
  const names: Record<string, string> = {}
  const values: Item = { ':expiry': expiry(now, 2 * KEPT), ':now': n(now) }
  charges.forEach((one, place) => {
    const { what, attempt, rate, cost } = one
    const [used, attemptName] = [`#u${place}`, `${what}Attempt`]
    if (attempt !== undefined && found[attemptName]?.S === attempt) return
    names[used] = what
    if (attempt !== undefined) {
      names[`#a${place}`] = attemptName
      values[`:a${place}`] = s(attempt)
      sets.push(`#a${place} = :a${place}`)
    }
    const usedUntil = Number(found[what]?.N ?? 0)
    const spent = spend(rate, usedUntil, now, cost)
    if ('retryAfter' in spent) throw new LimitReached(one, spent.retryAfter)
    if (usedUntil > now) {
      sets.push(`${used} = ${used} + :i${place}`)
      values[`:i${place}`] = n(spent.interval)
      values[`:l${place}`] = n(spent.latest)
      conditions.push(`${used} > :now AND ${used} <= :l${place}`)
    } else {
      sets.push(`${used} = :i${place}`)
      values[`:i${place}`] = n(now + spent.interval)
      conditions.push(`(attribute_not_exists(${used}) OR ${used} <= :now)`)
    }
  })
  if (conditions.length === 0) return undefined
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}
