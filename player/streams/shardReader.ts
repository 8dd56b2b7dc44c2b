/** Reads one shard of a stream in order, and delivers its records to the function in batches. */
import { setTimeout as pause } from 'node:timers/promises'
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { MappingSpec } from '../template/system.ts'
import type { Checkpoints } from './checkpoints.ts'
import { deliver, type SetAside } from './delivery.ts'
import { createFilter } from './filter.ts'
import type { Pacing } from './pacing.ts'
import { type LambdaRecord, lambdaRecord } from './records.ts'
import { iteratorAfter } from './shards.ts'
import { getRecords } from './streamClient.ts'

export type ShardReaderOptions = {
  readonly mapping: MappingSpec
  readonly checkpoints: Checkpoints
  /** @returns the function's answer as JSON, undefined when it failed */
  readonly invoke: (records: readonly LambdaRecord[]) => Promise<string | undefined>
  readonly setAside: (shardId: string, failed: SetAside) => Promise<void>
  readonly warn: (text: string) => void
  /** For tests: replaces a batch by others, such as parts of it, repeats, or another order. */
  readonly disturb?: (batch: readonly LambdaRecord[]) => readonly (readonly LambdaRecord[])[]
  readonly client: DynamoDBStreamsClient
  readonly pacing: Pacing
  /** Aborted when the mapping stops. */
  readonly signal: AbortSignal
  /** For each shard, how often in a row a read found nothing while nothing was left to apply. */
  readonly emptyReads: Map<string, number>
}

/** After an error, such as an engine that is started again. */
export const RETRY_MILLISECONDS = 250
/**
 * The template's batching window saves invocations. They cost nothing here, and a longer window would make a developer
 * wait, so it is cut to this.
 */
const LONGEST_WINDOW_MILLISECONDS = 60

/** @returns a function that reads a shard to its end. It settles with false if the mapping stops before. */
export function createShardReader(options: ShardReaderOptions): (shardId: string) => Promise<boolean> {
  const { mapping, client, checkpoints, pacing, signal, emptyReads, warn, disturb = (batch) => [batch] } = options
  const passes = createFilter(mapping.filters)
  const window = Math.min(mapping.windowSeconds * 1000, LONGEST_WINDOW_MILLISECONDS)
  const stopping = () => signal.aborted
  /** Shards whose stream no longer has what followed the checkpoint. */
  const trimmed = new Set<string>()
  const checkpointOf = (shardId: string) => `${mapping.id}/${shardId}`

  const read = async (iterator: string): Promise<{ records: LambdaRecord[]; next: string | undefined }> => {
    const input = { ShardIterator: iterator, Limit: 1000 }
    const { Records = [], NextShardIterator } = await getRecords(client, input, signal)
    return { records: Records.map((record) => lambdaRecord(record, mapping.streamArn)), next: NextShardIterator }
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
      await checkpoints.set(checkpointOf(shardId), last)
      trimmed.delete(shardId)
    }
  }

  /** Settles with true at the end of the shard. */
  const readOn = async (shardId: string): Promise<boolean> => {
    const after = trimmed.has(shardId) ? undefined : checkpoints.get(checkpointOf(shardId))
    let iterator = await iteratorAfter(client, mapping.streamArn, shardId, after)
    while (iterator !== undefined && !stopping()) {
      let { records, next } = await read(iterator)
      if (records.length === 0) {
        emptyReads.set(shardId, (emptyReads.get(shardId) ?? 0) + 1)
        iterator = next
        await pacing.nextRead()
        continue
      }
      emptyReads.set(shardId, 0)
      pacing.keepAwake()
      if (window > 0 && records.length < mapping.batchSize && next !== undefined) {
        await pause(window)
        const more = await read(next)
        records = [...records, ...more.records]
        next = more.next
      }
      await apply(shardId, records)
      iterator = next
    }
    return iterator === undefined
  }

  return async (shardId) => {
    while (!stopping()) {
      try {
        if (await readOn(shardId)) return true
      } catch (error) {
        if (stopping()) return false
        // Start again from the checkpoint, or from the oldest record where the stream has forgotten what followed it.
        const name = error instanceof Error ? error.name : ''
        if (name === 'TrimmedDataAccessException') trimmed.add(shardId)
        else if (name !== 'ExpiredIteratorException') warn(`stream: ${String(error)}`)
        await pause(RETRY_MILLISECONDS)
      }
    }
    return false
  }
}
