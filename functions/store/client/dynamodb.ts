/**
 * The DynamoDB client and the few words in which this folder speaks to it. Items are read attribute by attribute: the
 * SDK spends its time on attributes, so an item has few, and what is only ever shown is one JSON string.
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

/** Read by whoever meets an item in an older form. */
export const FORMAT = 1

/** Attempts at a request that gets no answer, or only that something went wrong over there; and at one that is throttled. */
const UNANSWERED_ATTEMPTS = 3
const THROTTLED_ATTEMPTS = 5
/** What the pauses between attempts begin with, in milliseconds: the SDK's own for throttles is a second, a third of all there is. */
const FIRST_PAUSE = 25

/**
 * A client fit for a request that has three seconds: a node that does not answer within half a second costs a retry on
 * another connection, not the request (DynamoDB answers in milliseconds; AWS advises latency-sensitive callers to give up
 * early and retry). Nothing is begun when the request's time is over. Sending a transaction twice is safe, because the SDK
 * gives each a token by which DynamoDB knows the repeat.
 * Connections are kept alive by the SDK itself.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#DDB-TransactWriteItems-request-ClientRequestToken
 * @param requestTimeout milliseconds; a background function that sends a hundred writes at once may wait longer
 * @param where tests say here what otherwise comes from the environment
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
  // It copies every request and answer for a logger that there is not: a tenth of a page's processor time
  // (bench/parts/warm.ts).
  client.middlewareStack.remove('loggerMiddleware')
  keepWithinTime(client)
  chargeReads(client)
  return client
}

const pauseBefore = (attempt: number): number => Math.random() * FIRST_PAUSE * 2 ** attempt

type RetryStrategy = Extract<NonNullable<DynamoDBClientConfig['retryStrategy']>, { recordSuccess: unknown }>

/** How the SDK retries: only what got no answer. What is throttled is retried below, and a transaction by whoever sent it. */
const otherConnections: RetryStrategy = {
  acquireInitialRetryToken: async () => retried(0),
  refreshRetryTokenForRetry: async (token, { errorType }) => {
    const attempt = token.getRetryCount() + 1
    const wait = pauseBefore(attempt)
    // Whatever is thrown here, the SDK throws what it got instead of an answer.
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

/** Retries what is throttled, and begins nothing once the time is over. */
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
 * Asks what each read takes, and charges it to the request.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
function chargeReads(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isMetered() || !/^(Get|BatchGet|Query)/.test(String(commandName))) return next(args)
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
        // One for a table, or a list of them.
        const { ConsumedCapacity: taken } = answer.output as {
          ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[]
        }
        for (const { CapacityUnits = 0 } of taken ? [taken].flat() : []) noteUnits(CapacityUnits)
        return answer
      },
    { step: 'initialize', name: 'chargeReads' },
  )
}

/** Only at the end, where the serializer puts it; inside a string, its quotation marks would be escaped. */
const TOKEN = /,"ClientRequestToken":"[^"]*"(?=}$)/

/**
 * A transaction without the token that the SDK gives each: for one whose own conditions know it when it comes twice. DynamoDB
 * keeps tokens for ten minutes; to DynamoDB that is nothing, but the engine of a local run looks through all of them
 * at each transaction, which was a third of what a post cost there.
 * @param command is changed, and returned
 */
export function withoutToken(command: TransactWriteItemsCommand): TransactWriteItemsCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      // What the SDK's serializer has just made: an HTTP request whose body is JSON.
      const request = args.request as { body: Uint8Array }
      const body = new TextDecoder().decode(request.body)
      request.body = Buffer.from(body.replace(TOKEN, ''))
      return next(args)
    },
    // Before the body is measured and signed.
    { step: 'build', priority: 'high', name: 'withoutToken' },
  )
  return command
}

/**
 * A transaction that DynamoDB knows again however often `transact` sends it: of those with the same token, within ten
 * minutes, one is applied and the others are told so.
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

/** Bytes of JSON from which compression saves units: an eventually consistent read takes half a unit for each 4 KB begun. */
const COMPRESSED_FROM = 4096

/** A JSON attribute, compressed where it is long. Do not compare it: other versions of zlib may write other bytes. */
export function packedAttribute(value: unknown): AttributeValue {
  const json = JSON.stringify(value)
  return Buffer.byteLength(json) < COMPRESSED_FROM ? s(json) : { B: deflateRawSync(json) }
}

/** A JSON attribute, compressed or not. Only this folder writes them, so their type is taken on trust. */
export function parsed<T>(item: Item, name: string): T {
  // A stream record has binary values in base64, as text.
  const packed: Uint8Array | string | undefined = item[name]?.B
  if (packed === undefined) return JSON.parse(text(item, name)) as T
  return JSON.parse(inflateRawSync(typeof packed === 'string' ? Buffer.from(packed, 'base64') : packed).toString()) as T
}

/** Seconds. */
export const DAY = 24 * 60 * 60

/** Seconds since 1970, as DynamoDB's TTL wants them. */
export const expiry = (now: number, seconds: number): AttributeValue => n(Math.ceil(now / 1000) + seconds)

/** Why each operation of a cancelled transaction failed, in their order; undefined when the error is something else. */
export function cancellationReasons(error: unknown): string[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
}

/** Whether a single write was refused by its condition. */
export const wasRefused = (error: unknown): error is ConditionalCheckFailedException =>
  error instanceof ConditionalCheckFailedException

export const CONDITION_FAILED = 'ConditionalCheckFailed'
export const CONFLICT = 'TransactionConflict'
const THROTTLES = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded']
export const isThrottle = (reason: string): boolean => THROTTLES.includes(reason)

/** Whether a request as a whole was refused for asking more than there is. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof ThrottlingException ||
  error instanceof ProvisionedThroughputExceededException ||
  error instanceof RequestLimitExceeded

/**
 * Whether an error that says nothing of single items may come of one partition that takes no more. DynamoDB names the
 * reason; an error without any is taken for one.
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
