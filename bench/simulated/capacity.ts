/**
 * DynamoDB's limits: 1,000 write and 3,000 read units a second for each partition, and a quota for the table.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../functions/store/client/dynamodb.ts'

type Rate = { write: number; read: number }

export type Limits = {
  /** Units a second of a partition that has one collection of root comments. */
  roots: Rate
  /** Units a second of each other partition, and their number. Everything else is spread over them. */
  spread: Rate
  partitions: number
  /** Units a second of the whole table. */
  table: Rate
}

/** Units for one second. DynamoDB's burst capacity of five minutes is not simulated. */
class Bucket {
  #left: number
  #at: number
  readonly #rate: number

  constructor(rate: number, now: number) {
    this.#rate = rate
    this.#left = rate
    this.#at = now
  }

  /**
   * Rates are scaled down, requests are not. A request for more than the units of a second waits until all are there,
   * and then takes units of the next seconds.
   */
  has(units: number, now: number): boolean {
    this.#left = Math.min(this.#rate, this.#left + ((now - this.#at) * this.#rate) / 1000)
    this.#at = now
    return this.#left >= Math.min(units, this.#rate)
  }

  take(units: number): void {
    this.#left -= units
  }
}

/** An item's partition. Each collection of root comments has one of its own. All else is placed by its hash. */
export function partitionOf(pk: string, { partitions }: Limits): string {
  if (isRoots(pk)) return pk
  let hash = 0x811c9dc5
  for (let at = 0; at < pk.length; at++) hash = Math.imul(hash ^ pk.charCodeAt(at), 0x01000193)
  // MurmurHash3's finalizer, so that the last letters of a key count as much as the first.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return `hash ${((hash ^ (hash >>> 16)) >>> 0) % partitions}`
}

const isRoots = (pk: string): boolean => pk.startsWith('A#')

export type Verdict = 'granted' | 'partition' | 'table'

export class Capacity {
  readonly #limits: Limits
  readonly #buckets = new Map<string, Bucket>()
  /** Units granted. */
  readonly used = { write: 0, read: 0 }
  /** Throttled requests, by what was exceeded. */
  readonly throttled = { partition: 0, table: 0 }

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Takes units of a partition and of the table, or none at all. */
  take(kind: 'write' | 'read', pk: string, units: number, now: number): Verdict {
    const { own, all } = this.#bucketsFor(kind, pk, now)
    const verdict = !all.has(units, now) ? 'table' : !own.has(units, now) ? 'partition' : 'granted'
    if (verdict === 'granted') {
      own.take(units)
      all.take(units)
      this.used[kind] += units
    } else this.throttled[verdict]++
    return verdict
  }

  /** Returns granted units that were not needed. */
  giveBack(kind: 'write' | 'read', pk: string, units: number, now: number): void {
    const { own, all } = this.#bucketsFor(kind, pk, now)
    own.take(-units)
    all.take(-units)
    this.used[kind] -= units
  }

  #bucketsFor(kind: 'write' | 'read', pk: string, now: number) {
    const { roots, spread, table } = this.#limits
    const rate = isRoots(pk) ? roots : spread
    return {
      own: this.#bucket(`${kind} ${partitionOf(pk, this.#limits)}`, rate[kind], now),
      all: this.#bucket(`${kind} table`, table[kind], now),
    }
  }

  #bucket(name: string, rate: number, now: number): Bucket {
    const bucket = this.#buckets.get(name) ?? new Bucket(rate, now)
    this.#buckets.set(name, bucket)
    return bucket
  }
}

/** Write units for an item's size: one for each KB or part of it, twice that in a transaction. */
export const writeUnits = (bytes: number, transactional: boolean): number =>
  Math.max(1, Math.ceil(bytes / 1024)) * (transactional ? 2 : 1)

/** Read units for a size: one for each 4 KB or part of it, half of that for an eventually consistent read. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5)

/** An item's size: its names and values. Source: the second page named above. */
export function sizeOf(item: Item): number {
  let bytes = 0
  for (const name in item) bytes += Buffer.byteLength(name) + valueSize(item[name])
  return bytes
}

function valueSize(value: AttributeValue | undefined): number {
  if (value?.S !== undefined) return Buffer.byteLength(value.S)
  if (value?.B !== undefined) return value.B.length
  if (value?.N !== undefined) return Math.ceil(value.N.length / 2) + 1
  throw new Error('The simulation knows texts and numbers only.')
}
