/**
 * An event source mapping: reads a table's stream, batches and filters it, and delivers the batches to the function.
 * All shards are read in parallel, each in order.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../account.ts'
import { createPacing } from './pacing.ts'
import { createShardReader, RETRY_MILLISECONDS, type ShardReaderOptions } from './shardReader.ts'
import { listShards } from './shards.ts'

export type MappingOptions = Pick<
  ShardReaderOptions,
  'mapping' | 'checkpoints' | 'invoke' | 'setAside' | 'warn' | 'disturb'
> & { readonly endpoint: string }

export type Mapping = {
  /** Settles once everything written before the call is applied or set aside. */
  settled(): Promise<void>
  /** Something was probably written: read at once, and often for a while. */
  wake(): void
  stop(): Promise<void>
}

/** The stream's shards change every few hours at most. */
const LOOK_FOR_SHARDS_MILLISECONDS = 30_000
/** While every shard that was found has ended, its children are due. */
const LOOK_FOR_CHILDREN_MILLISECONDS = 100

export function startMapping(options: MappingOptions): Mapping {
  const { mapping, endpoint, warn } = options
  const client = new DynamoDBStreamsClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  const pacing = createPacing()
  const abort = new AbortController()
  const { signal } = abort
  /** Of the shards that are being read. */
  const emptyReads = new Map<string, number>()
  const finished = new Set<string>()
  const following = new Map<string, Promise<void>>()
  /** Aborted to look for shards at once. */
  let looking = new AbortController()
  const readToEnd = createShardReader({ ...options, client, pacing, signal, emptyReads })

  const follow = async (shardId: string): Promise<void> => {
    if (await readToEnd(shardId)) {
      finished.add(shardId)
      // Its children have the records that follow.
      looking.abort()
    }
    emptyReads.delete(shardId)
  }

  const followNewShards = async (): Promise<void> => {
    const all = await listShards(client, mapping.streamArn)
    const known = new Set(all.map(({ ShardId }) => ShardId))
    for (const { ShardId, ParentShardId } of all) {
      // A child has the records that follow its parent's. To keep the order, the parent is finished first.
      const parentDone = ParentShardId === undefined || !known.has(ParentShardId) || finished.has(ParentShardId)
      if (ShardId === undefined || following.has(ShardId) || !parentDone) continue
      emptyReads.set(ShardId, 0)
      following.set(ShardId, follow(ShardId))
    }
  }

  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      looking = new AbortController()
      let waiting = LOOK_FOR_SHARDS_MILLISECONDS
      try {
        await followNewShards()
      } catch (error) {
        if (!signal.aborted) warn(`stream: ${String(error)}`)
        waiting = RETRY_MILLISECONDS
      }
      if (following.size <= finished.size) waiting = LOOK_FOR_CHILDREN_MILLISECONDS
      await pause(waiting, undefined, { signal: AbortSignal.any([signal, looking.signal]) }).catch(() => undefined)
    }
  }
  const watching = watch()

  return {
    wake: pacing.wake,
    settled: async () => {
      pacing.wake()
      // Two empty reads in a row, both begun after the call, on every shard: one may have been under way.
      for (const shard of [...emptyReads.keys()]) emptyReads.set(shard, 0)
      while (!signal.aborted && (emptyReads.size === 0 || [...emptyReads.values()].some((reads) => reads < 2))) {
        pacing.keepAwake()
        await pause(10)
      }
    },
    stop: async () => {
      abort.abort()
      pacing.wake()
      await Promise.all([watching, ...following.values()])
      client.destroy()
    },
  }
}
