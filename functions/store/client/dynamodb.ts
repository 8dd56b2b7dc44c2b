/**
 * The DynamoDB client and builders for its requests. Items are read attribute by attribute. The SDK spends most of its
 * time on attributes, so an item has few. Data that is only displayed is one JSON string.
 */
import { randomUUID } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { Unanswered } from '../../domain/errors.ts'
import { pause, timeLeft } from '../../running/deadline.ts'
import type { Key } from './keys.ts'
import { isMetered, noteUnits } from './units.ts'

export type Item = Record<string, AttributeValue>

/** A table and the client to reach it. */
export type Table = { client: DynamoDBClient; name: string }

/** Version of the item format. Readers use it to recognize items in an older format. */
export const FORMAT = 1

/** Maximum attempts at a request that gets no answer or a server error, and at a request that is throttled. */
const UNANSWERED_ATTEMPTS = 3
const THROTTLED_ATTEMPTS = 5
/**
 * Base of the pauses between attempts, in milliseconds. The SDK's own base for throttles is a second, a third of a
 * request's time.
 */
const FIRST_PAUSE = 25

/**
 * A client for requests that have three seconds. When a node does not answer within half a second, the client retries
 * on another connection. DynamoDB answers in milliseconds. AWS advises latency-sensitive callers to give up early and
 * retry. The client starts no attempt after the request's deadline. Sending a transaction twice is safe: the SDK gives
 * each transaction a token, by which DynamoDB recognizes the repeat. The SDK keeps connections alive.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#DDB-TransactWriteItems-request-ClientRequestToken
 * @param requestTimeout milliseconds; a background function that sends a hundred writes at once may wait longer
 * @param where set by tests; the default comes from the environment
 */
export function dynamodb(
  requestTimeout = 500,
  where: Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): DynamoDBClient {
  const client = new DynamoDBClient({
    ...where,
    retryStrategy: otherConnections,
    requestHandler: { connectionTimeout: 500, requestTimeout, throwOnRequestTimeout: true },
  })
  // This middleware copies every request and answer for a logger that is not configured. It takes a tenth of a page's
  // processor time (bench/parts/warm.ts).
  client.middlewareStack.remove('loggerMiddleware')
  keepWithinTime(client)
  chargeReads(client)
  return client
}

const pauseBefore = (attempt: number): number => Math.random() * FIRST_PAUSE * 2 ** attempt

type RetryStrategy = Extract<NonNullable<DynamoDBClientConfig['retryStrategy']>, { recordSuccess: unknown }>

/**
 * The SDK retries only requests that got no answer. `keepWithinTime` retries throttled requests. The sender of a
 * transaction retries the transaction.
 */
const otherConnections: RetryStrategy = {
  acquireInitialRetryToken: async () => retried(0),
  refreshRetryTokenForRetry: async (token, { errorType }) => {
    const attempt = token.getRetryCount() + 1
    const wait = pauseBefore(attempt)
    // The SDK discards this error and throws the original one.
    if (errorType !== 'TRANSIENT' || attempt === UNANSWERED_ATTEMPTS || wait >= timeLeft()) throw new Unanswered()
    await pause(wait)
    return retried(attempt)
  },
  recordSuccess: () => undefined,
}

const retried = (times: number) => ({
  getRetryCount: () => times,
  getRetryDelay: () => 0,
  getRetryCost: () => undefined,
})

/** Retries throttled requests. Starts no request after the deadline. */
function keepWithinTime(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        for (let attempt = 1; ; attempt++) {
          if (timeLeft() <= 0) throw new Unanswered()
          try {
            return await next(args)
          } catch (error) {
            const wait = pauseBefore(attempt)
            const isOthers = !isThrottled(error) || String(commandName).startsWith('Transact')
            if (isOthers || attempt === THROTTLED_ATTEMPTS || wait >= timeLeft()) throw error
            await pause(wait)
          }
        }
      },
    { step: 'initialize', name: 'keepWithinTime' },
  )
}

/**
 * Requests the consumed capacity of each read and charges it to the request.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
function chargeReads(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isMetered() || !/^(Get|BatchGet|Query)/.test(String(commandName))) return next(args)
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
        // One value for one table, or a list of values.
        const { ConsumedCapacity: taken } = answer.output as {
          ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[]
        }
        for (const { CapacityUnits = 0 } of taken ? [taken].flat() : []) noteUnits(CapacityUnits)
        return answer
      },
    { step: 'initialize', name: 'chargeReads' },
  )
}

/**
 * Matches only at the end, where the serializer puts the token. Inside a string, its quotation marks would be escaped.
 */
const TOKEN = /,"ClientRequestToken":"[^"]*"(?=}$)/

/**
 * Removes the token that the SDK adds to each transaction. Use it for a transaction whose own conditions detect a
 * repeat. DynamoDB keeps tokens for ten minutes, at negligible cost. The engine of a local run scans all tokens at each
 * transaction, which took a third of the time of a post there.
 * @param command is modified and returned
 */
export function withoutToken(command: TransactWriteItemsCommand): TransactWriteItemsCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      // The SDK's serializer has just made this HTTP request. Its body is JSON.
      const request = args.request as { body: Uint8Array }
      const body = new TextDecoder().decode(request.body)
      request.body = Buffer.from(body.replace(TOKEN, ''))
      return next(args)
    },
    // Runs before the SDK measures and signs the body.
    { step: 'build', priority: 'high', name: 'withoutToken' },
  )
  return command
}

/**
 * Builds a transaction that DynamoDB recognizes each time `transact` sends it. Of the transactions with the same token
 * within ten minutes, DynamoDB applies one. It answers the others with the same success.
 */
export function repeatable(TransactItems: TransactWriteItem[]): () => TransactWriteItemsCommand {
  const ClientRequestToken = randomUUID()
  return () => new TransactWriteItemsCommand({ TransactItems, ClientRequestToken })
}

export const s = (value: string): AttributeValue => ({ S: value })
export const n = (value: number): AttributeValue => ({ N: String(value) })
export const jsonAttribute = (value: unknown): AttributeValue => ({ S: JSON.stringify(value) })
export const keyOf = ({ pk, sk }: Key): Item => ({ pk: s(pk), sk: s(sk) })

export function text(item: Item, name: string): string {
  const value = item[name]?.S
  if (value === undefined) throw new Error(`The item ${item.pk?.S} ${item.sk?.S} has no text “${name}”.`)
  return value
}

export function number(item: Item, name: string, otherwise?: number): number {
  const value = item[name]?.N ?? otherwise
  if (value === undefined) throw new Error(`The item ${item.pk?.S} ${item.sk?.S} has no number “${name}”.`)
  return Number(value)
}

/**
 * Minimum size in bytes from which JSON is compressed. Compression saves units: an eventually consistent read takes
 * half a unit for each 4 KB begun.
 */
const COMPRESSED_FROM = 4096

/**
 * A JSON attribute, compressed if it is long. Do not compare its bytes: another version of zlib may write different
 * bytes.
 */
export function packedAttribute(value: unknown): AttributeValue {
  const json = JSON.stringify(value)
  return Buffer.byteLength(json) < COMPRESSED_FROM ? s(json) : { B: deflateRawSync(json) }
}

/**
 * Reads a JSON attribute, compressed or not. The value's type is not checked, because only this folder writes these
 * attributes.
 */
export function parsed<T>(item: Item, name: string): T {
  // A stream record holds binary values as base64 text.
  const packed: Uint8Array | string | undefined = item[name]?.B
  if (packed === undefined) return JSON.parse(text(item, name)) as T
  return JSON.parse(inflateRawSync(typeof packed === 'string' ? Buffer.from(packed, 'base64') : packed).toString()) as T
}

/** Seconds. */
export const DAY = 24 * 60 * 60

/** Seconds since 1970, the format of DynamoDB's TTL. */
export const expiry = (now: number, seconds: number): AttributeValue => n(Math.ceil(now / 1000) + seconds)

/** The reason of failure for each operation of a cancelled transaction, in order. Undefined for any other error. */
export function cancellationReasons(error: unknown): string[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
}

/** Whether the condition of a single write refused it. */
export const wasRefused = (error: unknown): error is ConditionalCheckFailedException =>
  error instanceof ConditionalCheckFailedException

export const CONDITION_FAILED = 'ConditionalCheckFailed'
export const CONFLICT = 'TransactionConflict'
const THROTTLES = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded']
export const isThrottle = (reason: string): boolean => THROTTLES.includes(reason)

/** Whether DynamoDB throttled the request as a whole. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof ThrottlingException ||
  error instanceof ProvisionedThroughputExceededException ||
  error instanceof RequestLimitExceeded

/**
 * Whether a throttled partition may have caused an error that names no items. DynamoDB names the reason. An error
 * without a reason counts as one from a hot partition.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
 */
export function isHotPartition(error: unknown): boolean {
  const reasons =
    error instanceof ThrottlingException
      ? error.throttlingReasons
      : error instanceof ProvisionedThroughputExceededException
        ? error.ThrottlingReasons
        : []
  return reasons === undefined || reasons.some(({ reason }) => reason?.endsWith('KeyRangeThroughputExceeded'))
}

/**
 * Whether a transaction was cancelled because the table has reached the maximum that it is deployed with. The reasons of
 * a cancelled transaction have one code for every throttle, so the message is compared. It is that of a throttled
 * request, which AWS documents; for transactions it documents no text.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing-workflow.html
 */
export const isAtMaximum = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Message }) => Message?.includes('maximum OnDemandThroughput'))
