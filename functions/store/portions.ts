/**
 * Reading lists whose items may be of any size. DynamoDB reads up to 1 MB for one Query, 128 units, and 16 MB for one
 * BatchGetItem, so each is only asked for as many items as the request could pay for if all were as large as can be. A range
 * that took little a moment ago is read at once.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { type Found, getItems } from './batches.ts'
import type { Item, Table } from './dynamodb.ts'
import type { Key } from './keys.ts'
import { isMetered, measured, setAside, unitsLeft } from './units.ts'

type Portions = {
  /** The most units that one item may take. */
  dearest: number
  /** What the list is known by, where the same is read again and again; a first page, and how long it is. */
  name?: string | undefined
  /** How many are read even where the units do not reach. @default 1 */
  fewest?: number
}

/** DynamoDB's limit for BatchGetItem. */
const KEYS_AT_ONCE = 100

/**
 * The first items of a range, as many as are wanted or as the request can pay for.
 * @param options.once whether one portion will do
 * @returns also whether the range goes on
 */
export function queryItems(
  table: Table,
  range: Omit<QueryCommandInput, 'TableName' | 'Limit' | 'ExclusiveStartKey'>,
  wanted: number,
  { dearest, name, fewest = 1, once = false }: Portions & { once?: boolean },
): Promise<{ items: Item[]; more: boolean }> {
  return remembering(name, async (isLight) => {
    const items: Item[] = []
    let start: Item | undefined
    do {
      const affordable = isLight && items.length === 0 ? wanted : Math.floor(unitsLeft() / dearest)
      const Limit = Math.min(wanted - items.length, items.length === 0 ? Math.max(affordable, fewest) : affordable)
      if (Limit <= 0) return { items, more: true }
      const giveBack = setAside(isLight ? MOST_LIGHT : Limit * dearest)
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
  })
}

/**
 * Items by their keys, in the order of the keys, as many as the request can pay for.
 * @returns also how many of the keys were looked for
 */
export async function getInPortions(
  table: Table,
  keys: readonly Key[],
  { dearest, fewest = 1, consistent = false }: Omit<Portions, 'name'> & { consistent?: boolean },
): Promise<{ find: Found; count: number }> {
  const portions: Found[] = []
  const most = consistent ? 2 * dearest : dearest
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

/** What is light: units, and for how long it is believed to be, in milliseconds. Lists so remembered, at most. */
const MOST_LIGHT = 25
const BELIEVED_FOR = 5 * 60_000
const MOST_REMEMBERED = 1000

/** When lists were last read that took little, the longest ago first. */
const lightAt = new Map<string, number>()

/**
 * Reads a list, and remembers whether it took little. Within the time for which that is believed many long comments may
 * have come: then one reading takes up to DynamoDB's 1 MB, and the next goes by portions.
 */
async function remembering<T>(name: string | undefined, read: (isLight: boolean) => Promise<T>): Promise<T> {
  // Who has no limit reads at once.
  if (name === undefined || !isMetered()) return read(false)
  const now = Date.now()
  const before = lightAt.get(name)
  const { result, taken } = await measured(() => read(before !== undefined && now - before < BELIEVED_FOR))
  // Deleted first, so that the map's order stays that of age.
  lightAt.delete(name)
  if (taken <= MOST_LIGHT) lightAt.set(name, now)
  for (const oldest of lightAt.keys()) {
    if (lightAt.size <= MOST_REMEMBERED) break
    lightAt.delete(oldest)
  }
  return result
}
