/**
 * Runs the tasks of every minute in sequence. A task that collides with a request, or is throttled, does not stop the
 * others. It runs again in the next minute.
 */
import { TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { Busy } from '../../domain/errors.ts'
import { isThrottled } from '../client/dynamodb.ts'

/** @throws the first other error, after all tasks have run; it triggers an alarm */
export async function runInSequence<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const defects: unknown[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (error) {
      if (isPassing(error)) console.warn({ message: 'A task was deferred to the next minute', error: String(error) })
      else defects.push(error)
    }
  }
  if (defects.length > 0) throw defects[0]
}

const isPassing = (error: unknown): boolean =>
  error instanceof Busy || isThrottled(error) || error instanceof TransactionConflictException
