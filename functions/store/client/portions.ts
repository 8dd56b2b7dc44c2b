/**
 * Reads lists whose items may be of any size. DynamoDB reads up to 1 MB for one Query, 128 units, and 16 MB for one
 * BatchGetItem. Each request therefore asks only for as many items as its units cover at the maximum item size. An
 * ordinary page fits into one portion, because long comments are stored compressed.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { type Found, getItems } from './batches.ts'
import type { Item, Table } from './dynamodb.ts'
import type { Key } from './keys.ts'
import { setAside, unitsLeft } from './units.ts'

type Portions = {
  /** The most units that one item may take. */
  dearest: number
  /** Minimum number of items to read, even without enough units. @default 1 */
  fewest?: number
}

/** DynamoDB's limit for BatchGetItem. */
const KEYS_AT_ONCE = 100

/**
 * Reads the first items of a range: as many as are wanted, or as the request's units cover.
 * @param options.once whether to read one portion only
 * @returns also whether the range has more items
 */
export async function queryItems(
  table: Table,
  range: Omit<QueryCommandInput, 'TableName' | 'Limit' | 'ExclusiveStartKey'>,
  wanted: number,
  { dearest, fewest = 1, once = false }: Portions & { once?: boolean },
): Promise<{ items: Item[]; more: boolean }> {
  const items: Item[] = []
  let start: Item | undefined
  do {
    const affordable = Math.max(Math.floor(unitsLeft() / dearest), items.length === 0 ? fewest : 0)
    const Limit = Math.min(wanted - items.length, affordable)
    if (Limit <= 0) return { items, more: true }
    const giveBack = setAside(Limit * dearest)
    try {
      const answer = await table.client.send(
        new QueryCommand({ ...range, TableName: table.name, Limit, ExclusiveStartKey: start }),
      )
      items.push(...(answer.Items ?? []))
      start = answer.LastEvaluatedKey
    } finally {
      giveBack()
    }
  } while (start && items.length < wanted && !once)
  return { items, more: start !== undefined }
}

/**
 * Reads items by their keys, in the order of the keys, as many as the request's units cover.
 * @returns also the number of keys that were looked up
 */
export async function getInPortions(
  table: Table,
  keys: readonly Key[],
  { dearest, fewest = 1, consistent = false }: Portions & { consistent?: boolean },
): Promise<{ find: Found; count: number }> {
  const portions: Found[] = []
  // BatchGetItem rounds up each item separately, to half a unit for every 4 KB begun.
  const most = Math.ceil(2 * dearest) / (consistent ? 1 : 2)
  let count = 0
  while (count < keys.length) {
    const affordable = Math.floor(unitsLeft() / most)
    const size = Math.min(KEYS_AT_ONCE, count === 0 ? Math.max(affordable, fewest) : affordable)
    if (size <= 0) break
    const portion = keys.slice(count, count + size)
    const giveBack = setAside(portion.length * most)
    portions.push(await getItems(table, portion, consistent).finally(giveBack))
    count += portion.length
  }
  const find: Found = (key) => {
    for (const found of portions) {
      const item = found(key)
      if (item) return item
    }
    return undefined
  }
  return { find, count }
}
