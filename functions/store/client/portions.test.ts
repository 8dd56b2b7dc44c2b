import { freshTables } from '../../../test/kit/tables/freshTables.ts'
import { meteredTables } from '../../../test/kit/tables/metered.ts'
import { writeItems } from './batches.ts'
import { keyOf, s, text } from './dynamodb.ts'
import { getInPortions, queryItems } from './portions.ts'
import { withUnits } from './units.ts'

const tables = await freshTables(meteredTables)

const place = (list: string, position: number) => ({ pk: list, sk: String(position).padStart(4, '0') })

/** Stores a list of items with the given sizes in kilobytes. */
async function store(list: string, kilobytes: readonly number[]): Promise<void> {
  const items = kilobytes.map((size, position) => ({
    ...keyOf(place(list, position)),
    text: s('x'.repeat(size * 1024 - 100)),
  }))
  for (const Item of items) await writeItems(tables.comments, [{ PutRequest: { Item } }])
}

const read = (list: string, wanted: number) =>
  tables.metered(() =>
    queryItems(
      tables.comments,
      { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': s(list) } },
      wanted,
      { dearest: 9 },
    ),
  )

test('a list of long items ends where the request can pay for no more, and says that it goes on', async () => {
  await store('long', Array(30).fill(72))
  const { result, units } = await read('long', 26)
  expect(units).toBeLessThanOrEqual(100)
  expect(units).toBeGreaterThan(80)
  expect(result.items.map((item) => text(item, 'sk'))).toEqual(
    result.items.map((_, position) => place('long', position).sk),
  )
  expect(result.more).toBe(true)
})

test('a list of short items is read whole, in portions that could all be long', async () => {
  await store('short', Array(40).fill(1))
  const { result, units, requests } = await read('short', 26)
  expect([result.items.length, result.more]).toEqual([26, true])
  expect(units).toBeLessThanOrEqual(5)
  expect(requests).toEqual(['Query', 'Query', 'Query'])
  expect((await read('short', 50)).result).toMatchObject({ more: false })
})

test('of many keys as many are looked for as can be paid, also strongly consistent', async () => {
  await store('keys', Array(30).fill(72))
  const keys = Array.from({ length: 30 }, (_, position) => place('keys', position))
  for (const consistent of [false, true]) {
    const { result, units } = await tables.metered(() =>
      getInPortions(tables.comments, keys, { dearest: 9, consistent }),
    )
    expect(units).toBeLessThanOrEqual(100)
    expect(result.count).toBe(consistent ? 5 : 11)
    expect(keys.map((key) => result.find(key) !== undefined)).toEqual(keys.map((_, at) => at < result.count))
  }
})

test('what is read side by side is paid from the same units', async () => {
  await store('beside', Array(30).fill(72))
  const both = tables.metered(() =>
    Promise.all(
      [1, 2, 3].map(() =>
        queryItems(
          tables.comments,
          { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': s('beside') } },
          5,
          { dearest: 9 },
        ),
      ),
    ),
  )
  const { units } = await both
  // Each list returns at least one item.
  expect(units).toBeLessThanOrEqual(100 + 2 * 9)
})

test('without a limit a list is one Query', async () => {
  tables.requests()
  await queryItems(
    tables.comments,
    { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': s('short') } },
    26,
    { dearest: 9 },
  )
  expect(tables.requests()).toEqual(['Query'])
  expect(await withUnits(async () => 'an answer')(undefined)).toBe('an answer')
})
