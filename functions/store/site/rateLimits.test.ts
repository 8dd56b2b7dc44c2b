import { freshTables } from '../../../test/kit/tables/freshTables.ts'
import type { Charge } from '../../domain/site/limits.ts'
import { charge, LimitReached } from './rateLimits.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const MINUTE = { seconds: 60 }

const tables = await freshTables()

/** For each of `times` concurrent attempts, whether it was counted. */
const outcomes = async (address: string, charges: Charge[], times: number, now = NOW, comment?: string) => {
  const attempts = Array.from({ length: times }, () => charge(tables.comments, address, charges, now, comment))
  return (await Promise.allSettled(attempts)).map((one) => {
    if (one.status === 'fulfilled') return 'counted'
    expect(one.reason).toBeInstanceOf(LimitReached)
    return 'refused'
  })
}
const counted = async (...parts: Parameters<typeof outcomes>) =>
  (await outcomes(...parts)).filter((one) => one === 'counted').length

test('is one write where the address has done nothing lately, and two where it has', async () => {
  const posts: Charge = { what: 'posts', rate: { limit: 5, ...MINUTE } }
  tables.requests()
  await charge(tables.comments, 'one', [posts], NOW)
  expect(tables.requests()).toEqual(['UpdateItem'])
  await charge(tables.comments, 'one', [posts], NOW)
  expect(tables.requests()).toEqual(['UpdateItem', 'UpdateItem'])
})

test('lets exactly as many through as fit, however many try at once, and says which allowance is used up', async () => {
  const posts: Charge = { what: 'posts', rate: { limit: 20, ...MINUTE } }
  expect(await counted('crowd', [posts], 60)).toBe(20)
  expect(await counted('crowd', [posts], 60, NOW + 3000)).toBe(1)
  await expect(charge(tables.comments, 'crowd', [posts], NOW + 3000)).rejects.toMatchObject({
    charge: posts,
    retryAfter: 3,
  })
})

test('counts several allowances, all of them or none', async () => {
  const [many, few]: Charge[] = [
    { what: 'posts', rate: { limit: 10, ...MINUTE } },
    { what: 'pages', rate: { limit: 2, seconds: 3600 } },
  ]
  if (!many || !few) throw new Error('two charges')
  expect(await counted('both', [many, few], 10)).toBe(2)
  expect(await counted('both', [many], 10)).toBe(8)
})

test('a comment has allowances of its own, and so has an address', async () => {
  const votes: Charge = { what: 'voters', rate: { limit: 3, seconds: 3600 } }
  expect(await counted('voter', [votes], 5, NOW, 'comment-1')).toBe(3)
  expect(await counted('voter', [votes], 5, NOW, 'comment-2')).toBe(3)
  expect(await counted('voter', [votes], 5)).toBe(3)
  expect(await counted('other', [votes], 5, NOW, 'comment-1')).toBe(3)
})

describe('attempts at one use', () => {
  const text = (attempt?: string): Charge => ({ what: 'text', attempt, rate: { limit: 2, seconds: 3600 } })

  test('count once, and those at another count again', async () => {
    expect(await counted('attempts', [text('key-1')], 6, NOW, 'a')).toBe(6)
    expect(await counted('attempts', [text('key-2')], 6, NOW, 'a')).toBe(6)
    expect(await counted('attempts', [text('key-3')], 6, NOW, 'a')).toBe(0)
    expect(await counted('attempts', [text()], 6, NOW, 'a')).toBe(0)
    expect(await counted('attempts', [text('key-2')], 6, NOW, 'a')).toBe(6)
  })
})
