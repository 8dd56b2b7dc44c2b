/**
 * What is done every minute, one after the other. One that collides with a request, or is throttled, holds up no other: a
 * minute later it is found again.
 */
import { TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { Busy } from '../../domain/errors.ts'
import { isThrottled } from '../client/dynamodb.ts'

/** @throws what else went wrong first, once all had their turn: that is for an alarm */
export async function runInSequence<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const defects: unknown[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (error) {
      if (isPassing(error)) console.warn({ message: 'Put off to the next minute', error: String(error) })
      else defects.push(error)
    }
  }
  if (defects.length > 0) throw defects[0]
}

const isPassing = (error: unknown): boolean =>
  error instanceof Busy || isThrottled(error) || error instanceof TransactionConflictException
