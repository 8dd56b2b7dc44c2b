/**
 * Reads and writes many items at once. DynamoDB leaves items of a batch unprocessed when a partition is throttled.
 * These functions request such items again.
 */
import { BatchGetItemCommand, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { Busy } from '../../domain/errors.ts'
import { pause, timeLeft } from '../../running/deadline.ts'
import { type Item, keyOf, type Table, text } from './dynamodb.ts'
import type { Key } from './keys.ts'

/** DynamoDB's limits for BatchGetItem and BatchWriteItem. */
const READ_AT_ONCE = 100
const WRITTEN_AT_ONCE = 25
const MAX_ATTEMPTS = 6

/** Items by their keys. */
export type Found = (key: Key) => Item | undefined

/**
 * Reads items of one table. The list may repeat a key. Sends one BatchGetItem for every 100 keys, in parallel.
 * @throws Busy when throttling persists or the request has no time left
 */
export async function getItems(table: Table, keys: readonly Key[], consistent = false): Promise<Found> {
  const asked = new Map(keys.map((key) => [nameOf(key), keyOf(key)]))
  const batches = chunksOf([...asked.values()], READ_AT_ONCE).map((batch) => getBatch(table, batch, consistent))
  const items = (await Promise.all(batches)).flat()
  const found = new Map(items.map((item) => [nameOf({ pk: text(item, 'pk'), sk: text(item, 'sk') }), item]))
  return (key) => found.get(nameOf(key))
}

async function getBatch(table: Table, keys: Item[], consistent: boolean): Promise<Item[]> {
  const items: Item[] = []
  let left = keys
  for (let attempt = 0; left.length > 0; attempt++) {
    await backOff(attempt)
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: consistent } } }),
    )
    items.push(...(Responses?.[table.name] ?? []))
    left = UnprocessedKeys?.[table.name]?.Keys ?? []
  }
  return items
}

/**
 * Applies puts and deletes independently of each other: one BatchWriteItem for every 25. The requests must not repeat a
 * key.
 * @throws Busy when throttling persists; some of the writes may have been applied
 */
export async function writeItems(table: Table, requests: readonly WriteRequest[]): Promise<void> {
  for (const batch of chunksOf(requests, WRITTEN_AT_ONCE)) {
    let left = batch
    for (let attempt = 0; left.length > 0; attempt++) {
      await backOff(attempt)
      const { UnprocessedItems } = await table.client.send(
        new BatchWriteItemCommand({ RequestItems: { [table.name]: left } }),
      )
      left = UnprocessedItems?.[table.name] ?? []
    }
  }
}

async function backOff(attempt: number): Promise<void> {
  if (attempt === 0) return
  const wait = Math.random() * 50 * 2 ** attempt
  if (attempt === MAX_ATTEMPTS || wait >= timeLeft()) throw new Busy()
  await pause(wait)
}

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  )
}
