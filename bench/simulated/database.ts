/**
 * A DynamoDB in memory and in virtual time, behind the SDK's client, with latency, throttling and conflicts between
 * transactions. The measured code uses it as the real one.
 *
 * Simulated: limits and units (capacity.ts), conditions and updates, conflicts between transactions and with single
 * writes, latency. Not simulated: replication lag, indexes, splitting of partitions, burst capacity.
 */
import {
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  ConditionalCheckFailedException,
  type DeleteItemCommandInput,
  DynamoDBClient,
  type GetItemCommandInput,
  ProvisionedThroughputExceededException,
  type PutItemCommandInput,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { type Item, text } from '../../functions/store/client/dynamodb.ts'
import { Capacity, type Limits, partitionOf, readUnits, sizeOf, writeUnits } from './capacity.ts'
import { sleep } from './clock.ts'
import { clean, holds, type Placeholders, updated } from './expressions.ts'
import { Storage } from './storage.ts'

/** One item that changed, for the stream. */
export type ItemChange = { pk: string; sk: string; before: Item | undefined; after: Item | undefined }

type Options = { limits: Limits; random: () => number; now: () => number; onChange: (change: ItemChange) => void }

/** A prepared write. */
type Write = {
  table: string
  pk: string
  sk: string
  before: Item | undefined
  after: Item | undefined
  allowed: boolean
  /** A condition check changes nothing, and makes no record of the stream. */
  changes: boolean
}

/** The table that has limits. */
const LIMITED = 'Comments'
const COMMON = { message: 'simulated', $metadata: {} }
/** DynamoDB ends a page of a Query at 1 MB. */
const MOST_BYTES = 1024 * 1024
/** The SDK's retries: three attempts, and half a second as the first pause after a throttle. */
const ATTEMPTS = 3
const THROTTLE_BACKOFF = 500

export class SimulatedDynamoDB {
  readonly capacity: Capacity
  /** Conflicts of transactions at an item. */
  conflicts = 0
  readonly requests = new Map<string, number>()
  readonly #options: Options
  readonly #tables = new Map<string, Storage>()
  readonly #locked = new Set<string>()

  constructor(options: Options) {
    this.#options = options
    this.capacity = new Capacity(options.limits)
  }

  /** A client that sends its requests to this database. */
  client(): DynamoDBClient {
    const client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
    })
    const send = (command: { constructor: { name: string }; input: object }) =>
      this.#send(command.constructor.name.replace(/Command$/, ''), command.input)
    // Below `send`, the SDK would only turn the input into bytes and the bytes into the answer.
    return Object.assign(client, { send })
  }

  /** The SDK retries throttled requests, but no cancelled transaction. */
  async #send(command: string, input: object): Promise<object> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#answer(command, input)
      } catch (error) {
        if (!(error instanceof ProvisionedThroughputExceededException) || attempt === ATTEMPTS) throw error
        await sleep(this.#options.random() * THROTTLE_BACKOFF * 2 ** attempt)
      }
    }
  }

  async #answer(command: string, input: object): Promise<object> {
    this.requests.set(command, (this.requests.get(command) ?? 0) + 1)
    await this.#travel(1)
    const answer = await this.#run(command, input)
    await this.#travel(1)
    return answer
  }

  // The name of a command tells what its input is.
  async #run(command: string, input: object): Promise<object> {
    switch (command) {
      case 'GetItem':
        return this.#get(input as GetItemCommandInput)
      case 'BatchGetItem':
        return this.#batchGet(input as BatchGetItemCommandInput)
      case 'Query':
        return this.#query(input as QueryCommandInput)
      case 'PutItem':
        return this.#single({ Put: input as PutItemCommandInput })
      case 'UpdateItem':
        return this.#single({
          Update: input as Required<Pick<UpdateItemCommandInput, 'UpdateExpression'>> & UpdateItemCommandInput,
        })
      case 'DeleteItem':
        return this.#single({ Delete: input as DeleteItemCommandInput })
      case 'BatchWriteItem':
        return this.#batchWrite(input as BatchWriteItemCommandInput)
      case 'TransactWriteItems':
        return this.#transact(input as TransactWriteItemsCommandInput)
      default:
        throw new Error(`The simulation knows no ${command}.`)
    }
  }

  #get({ TableName, Key = {}, ConsistentRead = false }: GetItemCommandInput): object {
    const found = this.#read(TableName, Key, ConsistentRead)
    if (found === 'throttled') throw this.#throttled()
    return { Item: found }
  }

  #batchGet({ RequestItems = {} }: BatchGetItemCommandInput): object {
    const Responses: Record<string, Item[]> = {}
    const UnprocessedKeys: Record<string, { Keys: Item[]; ConsistentRead: boolean }> = {}
    for (const [table, { Keys = [], ConsistentRead = false }] of Object.entries(RequestItems)) {
      for (const Key of Keys) {
        const found = this.#read(table, Key, ConsistentRead)
        if (found === 'throttled') {
          UnprocessedKeys[table] ??= { Keys: [], ConsistentRead }
          UnprocessedKeys[table].Keys.push(Key)
        } else if (found) {
          Responses[table] ??= []
          Responses[table].push(found)
        }
      }
    }
    return { Responses, UnprocessedKeys }
  }

  #read(table: string | undefined, key: Item, consistent: boolean): Item | undefined | 'throttled' {
    const pk = text(key, 'pk')
    const item = this.#storage(table).get(pk, text(key, 'sk'))
    // The articles are in another table with few requests, because commenters and readers cache them.
    if (table !== LIMITED) return item
    const units = readUnits(item ? sizeOf(item) : 0, consistent)
    return this.#take('read', pk, units) ? item : 'throttled'
  }

  #query(input: QueryCommandInput): object {
    const { KeyConditionExpression = '', ExpressionAttributeValues: values = {} } = input
    const range = /^pk = (:\w+)(?: AND sk (?:(<|>|<=|>=) (:\w+)|BETWEEN (:\w+) AND (:\w+)))?$/.exec(
      KeyConditionExpression,
    )
    if (!range || input.IndexName) throw new Error(`The simulation cannot query “${KeyConditionExpression}”.`)
    const [, pkName = '', operator, bound = '', from = bound, to = bound] = range
    const pk = values[pkName]?.S ?? ''
    const first = operator?.startsWith('<') ? undefined : values[from]?.S
    const last = operator?.startsWith('>') ? undefined : values[to]?.S
    const excluded = operator === '<' || operator === '>' ? values[bound]?.S : undefined

    const Items: Item[] = []
    const limit = input.Limit ?? Number.POSITIVE_INFINITY
    let bytes = 0
    let LastEvaluatedKey: Item | undefined
    for (const item of this.#storage(input.TableName).range(pk, first, last, input.ScanIndexForward ?? true)) {
      if (item.sk?.S === excluded) continue
      Items.push(item)
      bytes += sizeOf(item)
      if (Items.length < limit && bytes < MOST_BYTES) continue
      LastEvaluatedKey = { pk: { S: pk }, sk: { S: text(item, 'sk') } }
      break
    }
    if (!this.#take('read', pk, readUnits(bytes, input.ConsistentRead ?? false))) throw this.#throttled()
    return { Items, Count: Items.length, LastEvaluatedKey }
  }

  #single(operation: TransactWriteItem): object {
    const write = this.#writeOf(operation)
    if (this.#locked.has(nameOf(write))) throw new TransactionConflictException(COMMON)
    if (!this.#take('write', write.pk, unitsOf(write, false))) throw this.#throttled()
    if (!write.allowed) {
      const isAsked = operation.Update?.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
      throw new ConditionalCheckFailedException({ ...COMMON, ...(isAsked && write.before && { Item: write.before }) })
    }
    this.#apply(write)
    return { Attributes: write.before }
  }

  #batchWrite({ RequestItems = {} }: BatchWriteItemCommandInput): object {
    const UnprocessedItems: BatchWriteItemCommandInput['RequestItems'] = {}
    for (const [table, requests] of Object.entries(RequestItems)) {
      const left = requests.filter(({ PutRequest, DeleteRequest }) => {
        const write = this.#writeOf(
          PutRequest
            ? { Put: { TableName: table, Item: PutRequest.Item } }
            : { Delete: { TableName: table, Key: DeleteRequest?.Key } },
        )
        if (this.#locked.has(nameOf(write)) || !this.#take('write', write.pk, unitsOf(write, false))) return true
        this.#apply(write)
        return false
      })
      if (left.length > 0) UnprocessedItems[table] = left
    }
    return { UnprocessedItems }
  }

  /**
   * Prepares every write. If all succeed, applies them a moment later. Until then their items are locked. Prepared
   * writes of a cancelled transaction cost half their units.
   * Source: https://www.usenix.org/conference/atc23/presentation/idziorek
   */
  async #transact({ TransactItems = [] }: TransactWriteItemsCommandInput): Promise<object> {
    const writes = TransactItems.map((operation) => this.#writeOf(operation))
    const free = writes.filter((write) => !this.#locked.has(nameOf(write)))
    // A partition grants the units for all of a transaction's writes in it, or none.
    const byPartition = Map.groupBy(free, ({ pk }) => partitionOf(pk, this.#options.limits))
    const throttled = new Set<Write>()
    for (const together of byPartition.values()) {
      const units = together.reduce((sum, write) => sum + unitsOf(write, true), 0)
      if (this.#take('write', together[0]?.pk ?? '', units)) continue
      for (const write of together) throttled.add(write)
    }
    const reasons = writes.map((write) => {
      if (!free.includes(write)) return 'TransactionConflict'
      if (throttled.has(write)) return 'ThrottlingError'
      return write.allowed ? 'None' : 'ConditionalCheckFailed'
    })
    if (reasons.some((reason) => reason !== 'None')) {
      for (const [place, write] of writes.entries()) {
        if (reasons[place] === 'None')
          this.capacity.giveBack('write', write.pk, unitsOf(write, true) / 2, this.#options.now())
      }
      if (reasons.includes('TransactionConflict')) this.conflicts++
      throw new TransactionCanceledException({ ...COMMON, CancellationReasons: reasons.map((Code) => ({ Code })) })
    }
    for (const write of writes) this.#locked.add(nameOf(write))
    await this.#travel(2)
    for (const write of writes) {
      this.#locked.delete(nameOf(write))
      this.#apply(write)
    }
    return {}
  }

  #writeOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Write {
    const operation = Put ?? Update ?? Delete ?? ConditionCheck
    if (!operation) throw new Error('The simulation was given nothing to write.')
    const key = Put ? (Put.Item ?? {}) : ((Update ?? Delete ?? ConditionCheck)?.Key ?? {})
    const [pk, sk] = [text(key, 'pk'), text(key, 'sk')]
    const before = this.#storage(operation.TableName).get(pk, sk)
    const given: Placeholders = operation
    const { ConditionExpression: condition } = operation
    const allowed = condition === undefined || holds(condition, before, given)
    return {
      table: operation.TableName ?? '',
      pk,
      sk,
      before,
      after: allowed ? after() : before,
      allowed,
      changes: !ConditionCheck,
    }

    function after(): Item | undefined {
      if (Put) return Put.Item
      if (Update)
        return clean(updated(Update.UpdateExpression ?? '', before ?? { pk: { S: pk }, sk: { S: sk } }, given))
      return Delete ? undefined : before
    }
  }

  #apply({ table, pk, sk, before, after, changes }: Write): void {
    if (!changes || (!before && !after)) return
    this.#storage(table).set(pk, sk, after)
    this.#options.onChange({ pk, sk, before, after })
  }

  #take(kind: 'write' | 'read', pk: string, units: number): boolean {
    return this.capacity.take(kind, pk, units, this.#options.now()) === 'granted'
  }

  #throttled(): ProvisionedThroughputExceededException {
    return new ProvisionedThroughputExceededException({
      ...COMMON,
      ThrottlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'simulated' }],
    })
  }

  #storage(table = ''): Storage {
    const storage = this.#tables.get(table) ?? new Storage()
    this.#tables.set(table, storage)
    return storage
  }

  /**
   * One network hop: a millisecond or two, sometimes much longer. Two or three of them make AWS's single-digit
   * milliseconds.
   */
  #travel(legs: number): Promise<void> {
    const { random } = this.#options
    const tail = random() < 0.01 ? 20 * random() : 0
    return sleep(Math.round(legs * (1 - Math.log(1 - random()))) + tail)
  }
}

const nameOf = ({ table, pk, sk }: Write): string => `${table} ${pk} ${sk}`

/** A write costs the larger of the item's sizes before and after. */
const unitsOf = ({ before, after }: Write, transactional: boolean): number =>
  writeUnits(Math.max(before ? sizeOf(before) : 0, after ? sizeOf(after) : 0), transactional)
