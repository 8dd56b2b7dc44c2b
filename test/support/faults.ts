/**
 * Faults between the code under test and a real engine, for what no local engine does by itself: conflicts, throttles,
 * lost answers and crashes.
 */
import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'

/**
 * What may befall a request: `conflict` and `throttle` leave it undone; after `lost` it was done, but nobody hears of it;
 * `crash` leaves it undone and ends the caller.
 */
export type Fault = 'none' | 'conflict' | 'throttle' | 'lost' | 'crash'

export class Crash extends Error {}

const COMMON = { message: 'injected', $metadata: {} }

/** Asks `next` before every request what shall befall it. */
export function injectFaults(client: DynamoDBClient, next: (command: string) => Fault): void {
  client.middlewareStack.add(
    (send, context) => async (args) => {
      const command = String(context.commandName).replace(/Command$/, '')
      switch (next(command)) {
        case 'none':
          return send(args)
        case 'conflict':
          if (command !== 'TransactWriteItems') return send(args)
          throw new TransactionCanceledException({ ...COMMON, CancellationReasons: [{ Code: 'TransactionConflict' }] })
        case 'throttle':
          throw new ProvisionedThroughputExceededException(COMMON)
        case 'lost':
          await send(args)
          throw new Crash('The answer was lost')
        case 'crash':
          throw new Crash('The function was killed')
      }
    },
    { step: 'initialize', name: 'injectFaults' },
  )
}
