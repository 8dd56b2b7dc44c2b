/**
 * An event source mapping: reads a table's stream, batches and filters it, and brings the batches to the function,
 * all shards in parallel, each in order.
 */
import { setTimeout as pause } from 'node:timers/promises'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../account.ts'
import type { MappingSpec } from '../template/system.ts'
import type { Checkpoints } from './checkpoints.ts'
import { deliver, type SetAside } from './delivery.ts'
import { createFilter } from './filter.ts'
import { type LambdaRecord, lambdaRecord } from './records.ts'
import { getRecords } from './streamClient.ts'

export type MappingOptions = {
  readonly mapping: MappingSpec
  readonly endpoint: string
  readonly checkpoints: Checkpoints
  /** @returns the function's answer as JSON, undefined when it failed */
  readonly invoke: (records: readonly LambdaRecord[]) => Promise<string | undefined>
  readonly setAside: (shardId: string, failed: SetAside) => Promise<void>
  readonly warn: (text: string) => void
  /** For tests: what is brought to the function instead of a batch: it split, repeated, in another order. */
  readonly disturb?: (batch: readonly LambdaRecord[]) => readonly (readonly LambdaRecord[])[]
}

export type Mapping = {
  /** Settles once everything written before the call is applied or set aside. */
  settled(): Promise<void>
  /** Something was probably written: read at once, and often for a while. */
  wake(): void
  stop(): Promise<void>
}

const POLL_MILLISECONDS = 40
/** While nobody writes, reading often would only keep a processor warm. */
const IDLE_POLL_MILLISECONDS = 400
const AWAKE_MILLISECONDS = 2000
/** The stream's shards change every few hours at most. */
const LOOK_FOR_SHARDS_MILLISECONDS = 30_000
/** After an error, such as an engine that is started again. */
const RETRY_MILLISECONDS = 250
/**
 * The template's batching window saves invocations, which cost nothing here, and would make a developer wait: longer ones
 * are cut to this.
 */
const LONGEST_WINDOW_MILLISECONDS = 60

export function startMapping(options: MappingOptions): Mapping {
  const { mapping, endpoint, checkpoints, warn, disturb = (batch) => [batch] } = options
  const client = new DynamoDBStreamsClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  const passes = createFilter(mapping.filters)
  const window = Math.min(mapping.windowSeconds * 1000, LONGEST_WINDOW_MILLISECONDS)
  const abort = new AbortController()
  const stopping = () => abort.signal.aborted
  /** Shards being read; and how often each has found nothing new with nothing left to apply. */
  const idle = new Map<string, number>()
  const finished = new Set<string>()
  /** Shards whose checkpoint the stream no longer knows. */
  const trimmed = new Set<string>()
  let awakeUntil = Date.now() + AWAKE_MILLISECONDS
  let alarm = new AbortController()
  /** Shards whose reader sleeps; an alarm that wakes nobody costs an exception a request. */
  let dozing = 0
  const wake = () => {
    awakeUntil = Date.now() + AWAKE_MILLISECONDS
    if (dozing === 0) return
    alarm.abort()
    alarm = new AbortController()
  }
  const doze = async () => {
    dozing++
    const time = Date.now() < awakeUntil ? POLL_MILLISECONDS : IDLE_POLL_MILLISECONDS
    await pause(time, undefined, { signal: alarm.signal }).catch(() => undefined)
    dozing--
  }

  const iteratorFor = async (shardId: string): Promise<string | undefined> => {
    const after = checkpoints.get(`${mapping.id}/${shardId}`)
    const position = { StreamArn: mapping.streamArn, ShardId: shardId }
    if (after !== undefined && !trimmed.has(shardId)) {
      try {
        const resumed = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const
        return (await client.send(new GetShardIteratorCommand({ ...position, ...resumed }))).ShardIterator
      } catch (error) {
        // The stream forgets after a day, and a new data folder never knew: start at the oldest there is.
        if (!(error instanceof Error && /TrimmedData|Validation|NotFound/.test(error.name))) throw error
      }
    }
    return (await client.send(new GetShardIteratorCommand({ ...position, ShardIteratorType: 'TRIM_HORIZON' })))
      .ShardIterator
  }

  const apply = async (shardId: string, records: readonly LambdaRecord[]): Promise<void> => {
    const wanted = records.filter(passes)
    for (let start = 0; start < wanted.length; start += mapping.batchSize) {
      for (const batch of disturb(wanted.slice(start, start + mapping.batchSize))) {
        const complete = await deliver(batch, {
          mapping,
          invoke: options.invoke,
          setAside: (failed) => options.setAside(shardId, failed),
          stopping,
        })
        if (!complete) return
      }
    }
    const last = records.at(-1)?.dynamodb.SequenceNumber
    if (last !== undefined) {
      await checkpoints.set(`${mapping.id}/${shardId}`, last)
      trimmed.delete(shardId)
    }
  }

  const read = async (iterator: string): Promise<{ records: LambdaRecord[]; next: string | undefined }> => {
    const { Records = [], NextShardIterator } = await getRecords(
      client,
      { ShardIterator: iterator, Limit: 1000 },
      abort.signal,
    )
    return { records: Records.map((record) => lambdaRecord(record, mapping.streamArn)), next: NextShardIterator }
  }

  const readShard = async (shardId: string): Promise<void> => {
    let iterator = await iteratorFor(shardId)
    while (iterator !== undefined && !stopping()) {
      let { records, next } = await read(iterator)
      if (records.length === 0) {
        idle.set(shardId, (idle.get(shardId) ?? 0) + 1)
        iterator = next
        await doze()
        continue
      }
      idle.set(shardId, 0)
      awakeUntil = Date.now() + AWAKE_MILLISECONDS
      if (window > 0 && records.length < mapping.batchSize && next !== undefined) {
        await pause(window)
        const more = await read(next)
        records = [...records, ...more.records]
        next = more.next
      }
      await apply(shardId, records)
      iterator = next
    }
    if (iterator !== undefined) return
    finished.add(shardId)
    // What comes after it is in its children.
    looking.abort()
  }

  const follow = async (shardId: string): Promise<void> => {
    while (!stopping() && !finished.has(shardId)) {
      try {
        await readShard(shardId)
      } catch (error) {
        if (stopping()) return
        // Start again from the checkpoint, or from the oldest record where the stream has forgotten what followed it.
        const name = error instanceof Error ? error.name : ''
        if (name === 'TrimmedDataAccessException') trimmed.add(shardId)
        else if (name !== 'ExpiredIteratorException') warn(`stream: ${String(error)}`)
        await pause(RETRY_MILLISECONDS)
      }
    }
    idle.delete(shardId)
  }

  const shards = async (): Promise<Shard[]> => {
    const found: Shard[] = []
    let after: string | undefined
    do {
      const { StreamDescription } = await client.send(
        new DescribeStreamCommand({ StreamArn: mapping.streamArn, ...(after && { ExclusiveStartShardId: after }) }),
      )
      found.push(...(StreamDescription?.Shards ?? []))
      after = StreamDescription?.LastEvaluatedShardId
    } while (after !== undefined)
    return found
  }

  const following = new Map<string, Promise<void>>()
  /** Until shards are looked for again. */
  let looking = new AbortController()
  const watch = async (): Promise<void> => {
    while (!stopping()) {
      looking = new AbortController()
      let waiting = LOOK_FOR_SHARDS_MILLISECONDS
      try {
        const all = await shards()
        const known = new Set(all.map(({ ShardId }) => ShardId))
        for (const { ShardId, ParentShardId } of all) {
          // A child holds what came after its parent; order across the two is kept by finishing the parent first.
          const parentDone = ParentShardId === undefined || !known.has(ParentShardId) || finished.has(ParentShardId)
          if (ShardId === undefined || following.has(ShardId) || !parentDone) continue
          idle.set(ShardId, 0)
          following.set(ShardId, follow(ShardId))
        }
      } catch (error) {
        if (!stopping()) warn(`stream: ${String(error)}`)
        waiting = RETRY_MILLISECONDS
      }
      if (following.size <= finished.size) waiting = 100
      const signal = AbortSignal.any([abort.signal, looking.signal])
      await pause(waiting, undefined, { signal }).catch(() => undefined)
    }
  }
  const watching = watch()

  return {
    wake,
    settled: async () => {
      wake()
      // Two empty reads in a row, both begun after the call, on every shard: one may have been under way.
      const before = new Map(idle)
      for (const shard of before.keys()) idle.set(shard, 0)
      while (!stopping() && (idle.size === 0 || [...idle.values()].some((reads) => reads < 2))) {
        awakeUntil = Date.now() + AWAKE_MILLISECONDS
        await pause(10)
      }
    },
    stop: async () => {
      abort.abort()
      wake()
      await Promise.all([watching, ...following.values()])
      client.destroy()
    },
  }
}
