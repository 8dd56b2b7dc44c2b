/**
 * Faults between the code under test and a real engine, for what no local engine does by itself: conflicts, throttles,
 * lost answers and crashes.
 */
import {
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'

/**
 * What may befall a request: `conflict` and `throttle` leave it undone, as do `tableThrottle`, which names the table's
 * quota as the reason, and a transaction that is throttled at one place; `unprocessed` leaves half of a batch of writes
 * undone, and says so; after `lost` it was done, but nobody hears of it; `crash` leaves it undone and ends the caller.
 */
export type Fault =
  | 'none'
  | 'conflict'
  | 'throttle'
  | 'tableThrottle'
  | 'unprocessed'
  | 'lost'
  | 'crash'
  | { throttled: number }

class Crash extends Error {}

const COMMON = { message: 'injected', $metadata: {} }

/** Asks `next` before every request, with its command and its input, what shall befall it. */
export function injectFaults(client: DynamoDBClient, next: (command: string, input: object) => Fault): void {
  client.middlewareStack.add(
    (send, context) => async (args) => {
      const command = String(context.commandName).replace(/Command$/, '')
      const fault = next(command, args.input)
      if (typeof fault === 'object') throw throttledAt(fault.throttled)
      switch (fault) {
        case 'none':
          return send(args)
        case 'conflict':
          if (command !== 'TransactWriteItems') return send(args)
          throw new TransactionCanceledException({ ...COMMON, CancellationReasons: [{ Code: 'TransactionConflict' }] })
        case 'throttle':
          throw new ProvisionedThroughputExceededException(COMMON)
        case 'tableThrottle':
          throw new ThrottlingException({
            ...COMMON,
            throttlingReasons: [{ reason: 'TableWriteAccountLimitExceeded', resource: 'a table' }],
          })
        case 'unprocessed': {
          if (command !== 'BatchWriteItem') return send(args)
          const { done, left } = halves(args.input as BatchWriteItemCommandInput)
          if (done) await send({ ...args, input: { ...args.input, RequestItems: done } })
          return { response: {}, output: { UnprocessedItems: left, $metadata: {} } }
        }
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

/** Of the writes to the one table the first half, and the rest; of a single write nothing is done. */
function halves({ RequestItems = {} }: BatchWriteItemCommandInput) {
  const [[table = '', requests = []] = []] = Object.entries(RequestItems)
  const half = Math.floor(requests.length / 2)
  return { done: half > 0 && { [table]: requests.slice(0, half) }, left: { [table]: requests.slice(half) } }
}

function throttledAt(place: number): TransactionCanceledException {
  const reasons = Array.from({ length: place + 1 }, (_, at) => ({ Code: at === place ? 'ThrottlingError' : 'None' }))
  return new TransactionCanceledException({ ...COMMON, CancellationReasons: reasons })
}

/**
 * What may befall an attempt on the wire, where the SDK's own retries see it: `throttle` and `internal` come from the service,
 * which did nothing; a `timeout` comes after the request was carried out, a `stall` without; a reset before or after.
 */
export type NetworkFault = 'none' | 'throttle' | 'internal' | 'stall' | 'timeout' | 'resetBefore' | 'resetAfter'

/** Asks `next` before every attempt, with its command, what shall befall it. */
export function injectNetworkFaults(client: DynamoDBClient, next: (command: string) => NetworkFault): void {
  client.middlewareStack.add(
    (send, context) => async (args) => {
      switch (next(String(context.commandName).replace(/Command$/, ''))) {
        case 'none':
          return send(args)
        case 'throttle':
          throw new ProvisionedThroughputExceededException(COMMON)
        case 'internal':
          throw new InternalServerError({ message: 'injected', $metadata: { httpStatusCode: 500 } })
        case 'stall':
          throw Object.assign(new Error('injected'), { name: 'TimeoutError' })
        case 'timeout':
          await send(args)
          throw Object.assign(new Error('injected'), { name: 'TimeoutError' })
        case 'resetBefore':
          throw Object.assign(new Error('injected'), { code: 'ECONNRESET' })
        case 'resetAfter':
          await send(args)
          throw Object.assign(new Error('injected'), { code: 'ECONNRESET' })
      }
    },
    // After the retries, and after all that makes the request.
    { step: 'deserialize', name: 'injectNetworkFaults', priority: 'high' },
  )
}
