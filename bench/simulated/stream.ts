/**
 * The stream of a simulated table and Lambda's event source: a shard for each partition, and in each shard one batch at
 * a time, in order. A batch that fails is repeated from the record that failed.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Item } from '../../functions/store/client/dynamodb.ts'
import { sleep } from './clock.ts'
import type { ItemChange } from './database.ts'

type Options = {
  batchSize: number
  /** Milliseconds that a batch waits to fill. */
  batchWindow: number
  shardOf: (pk: string) => string
  now: () => number
  /** A projector for a shard, called with its batches. */
  projectorFor: () => (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse>
}

type Waiting = { record: DynamoDBRecord; since: number; ofReply: boolean }

/** Milliseconds from a change to the start of the function, and from a failed batch to its repetition. */
const ON_THE_WAY = 100
const BEFORE_RETRY = 1000

export class SimulatedStream {
  /** The age of each change when it had been applied, of root comments and of replies, in milliseconds. */
  readonly ages = { roots: [] as number[], replies: [] as number[] }
  /** Batches that were repeated, at least in part. */
  repeated = 0
  /** The most failures of one change. At the limit that Lambda is given, it is set aside. */
  mostFailures = 0
  /** The longest batch, in milliseconds. A batch over the function's timeout is lost work. */
  longest = 0
  waiting = 0
  readonly #options: Options
  readonly #shards = new Map<string, { queue: Waiting[]; arrived: () => void }>()
  #sequence = 0

  constructor(options: Options) {
    this.#options = options
  }

  add({ pk, sk, before, after }: ItemChange): void {
    // The event source's filter, as infra/projection.ts sets it.
    if (!((/^[AR]#/.test(pk) && sk.startsWith('C#')) || pk.startsWith('V#'))) return
    const name = this.#options.shardOf(pk)
    let shard = this.#shards.get(name)
    if (!shard) {
      shard = { queue: [], arrived: () => undefined }
      this.#shards.set(name, shard)
      // Runs for ever. An error in it ends the process.
      void this.#deliver(shard)
    }
    const number = String(++this.#sequence).padStart(21, '0')
    // The stream's types and the client's differ only in binary values, of which there are none.
    const image = (item: Item | undefined) => item as NonNullable<DynamoDBRecord['dynamodb']>['NewImage']
    const dynamodb = {
      SequenceNumber: number,
      Keys: { pk: { S: pk }, sk: { S: sk } },
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    }
    // Absent images are left out, not undefined.
    shard.queue.push({
      record: { eventID: number, dynamodb } as DynamoDBRecord,
      since: this.#options.now(),
      ofReply: pk.startsWith('R#'),
    })
    this.waiting++
    shard.arrived()
  }

  async #deliver(shard: { queue: Waiting[]; arrived: () => void }): Promise<never> {
    const { batchSize, batchWindow, now } = this.#options
    const project = this.#options.projectorFor()
    let failures = 0
    for (;;) {
      if (shard.queue.length === 0) {
        await new Promise<void>((resolve) => {
          shard.arrived = resolve
        })
      }
      await sleep(ON_THE_WAY)
      const begun = now()
      while (shard.queue.length < batchSize && now() < begun + batchWindow) await sleep(100)
      const batch = shard.queue.slice(0, batchSize)
      const handed = now()
      const { batchItemFailures } = await project(batch.map(({ record }) => record))
      this.longest = Math.max(this.longest, now() - handed)
      const failed = batchItemFailures[0]?.itemIdentifier
      const place = batch.findIndex(({ record }) => record.dynamodb?.SequenceNumber === failed)
      const done = shard.queue.splice(0, place === -1 ? batch.length : place)
      this.waiting -= done.length
      for (const { since, ofReply } of done) (ofReply ? this.ages.replies : this.ages.roots).push(now() - since)
      failures = place === 0 ? failures + 1 : place === -1 ? 0 : 1
      this.mostFailures = Math.max(this.mostFailures, failures)
      if (place !== -1) {
        this.repeated++
        await sleep(BEFORE_RETRY)
      }
    }
  }
}
