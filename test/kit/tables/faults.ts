/**
 * Faults between the code under test and a real engine that no local engine makes by itself: conflicts, throttles, lost
 * answers and crashes.
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
 * Faults of a request. After `conflict`, `throttle`, a throttle for a reason, `crash` and a transaction that is throttled
 * at one place, the request was not carried out. `unprocessed` carries out half of a batch of writes, and returns the
 * rest. After `lost` the request was carried out, but there is no answer.
 */
export type Fault =
  | 'none'
  | 'conflict'
  | 'throttle'
  | 'unprocessed'
  | 'lost'
  | 'crash'
  | { throttled: number; message?: string }
  | { throttledFor: string }

/**
 * The table has reached its maximum (infra/tables.ts): the reason and the message of DynamoDB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-ondemand-capacity-exceeded-mitigation.html
 */
export const AT_MAXIMUM = { throttledFor: 'TableWriteMaxOnDemandThroughputExceeded' }
export const AT_MAXIMUM_MESSAGE = 'Throughput exceeds the maximum OnDemandThroughput configured on table or index'

class Crash extends Error {}

const COMMON = { message: 'injected', $metadata: {} }

/** Before every request, asks `next` for its fault, with the command and its input. */
export function injectFaults(client: DynamoDBClient, next: (command: string, input: object) => Fault): void {
  client.middlewareStack.add(
    (send, context) => async (args) => {
      const command = String(context.commandName).replace(/Command$/, '')
      const fault = next(command, args.input)
      if (typeof fault === 'object') throw 'throttled' in fault ? throttledAt(fault) : throttledFor(fault)
      switch (fault) {
        case 'none':
          return send(args)
        case 'conflict':
          if (command !== 'TransactWriteItems') return send(args)
          throw new TransactionCanceledException({ ...COMMON, CancellationReasons: [{ Code: 'TransactionConflict' }] })
        case 'throttle':
          throw new ProvisionedThroughputExceededException(COMMON)
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

/** The first half of the writes to the one table, and the rest. The half of a single write is nothing. */
function halves({ RequestItems = {} }: BatchWriteItemCommandInput) {
  const [[table = '', requests = []] = []] = Object.entries(RequestItems)
  const half = Math.floor(requests.length / 2)
  return { done: half > 0 && { [table]: requests.slice(0, half) }, left: { [table]: requests.slice(half) } }
}

function throttledAt({ throttled, message = 'injected' }: { throttled: number; message?: string }) {
  const reasons = Array.from({ length: throttled + 1 }, (_, at) =>
    at === throttled ? { Code: 'ThrottlingError', Message: message } : { Code: 'None' },
  )
  return new TransactionCanceledException({ ...COMMON, CancellationReasons: reasons })
}

const throttledFor = ({ throttledFor: reason }: { throttledFor: string }): ThrottlingException =>
  new ThrottlingException({ ...COMMON, throttlingReasons: [{ reason, resource: 'a table' }] })

/**
 * Faults of an attempt, below the SDK's retries. After `throttle`, `internal`, `stall` and `resetBefore` the request
 * was not carried out. After `timeout` and `resetAfter` it was.
 */
export type NetworkFault = 'none' | 'throttle' | 'internal' | 'stall' | 'timeout' | 'resetBefore' | 'resetAfter'

/** Before every attempt, asks `next` for its fault, with the command. */
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
    // Below the retries and all middleware that builds the request.
    { step: 'deserialize', name: 'injectNetworkFaults', priority: 'high' },
  )
}
