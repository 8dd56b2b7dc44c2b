/** What a flood can cost, under limits that are easy to add up. */
import { ceilingOf, type Rates } from './ceiling.ts'

const RATES: Rates = {
  request: 1e-6,
  compute: { reader: 2e-6, commenter: 3e-6, editor: 4e-6, moderator: 5e-6 },
  change: 1e-7,
  readUnit: 1e-7,
  writeUnit: 1e-6,
  loggedGigabyte: 0.5,
  sentGigabyte: 0.1,
  page: 50_000,
}
const limits = (rate: number) => ({
  routes: { 'GET /a': { rate, burst: 1 }, 'HEAD /a': { rate: 10, burst: 1 }, 'POST /a': { rate: 30, burst: 1 } },
  tables: [
    { id: 'Comments1', read: [500, 500], write: [200, 200] },
    { id: 'Articles1', read: [500], write: [200] },
  ],
  reserved: 0,
  logEntry: 'x'.repeat(400),
})
const functionOf = new Map([
  ['GET /a', 'reader'],
  ['HEAD /a', 'reader'],
  ['POST /a', 'commenter'],
] as const)

const inDollarsAnHour = (rate: number) =>
  Object.fromEntries(ceilingOf(limits(rate), functionOf, RATES).map(({ name, hour }) => [name, hour.toFixed(4)]))

test('each route costs at its own rate, each table and its index at its maximum', () => {
  expect(inDollarsAnHour(100)).toEqual({
    // 140 requests a second.
    requests: (140 * 1e-6 * 3600).toFixed(4),
    Lambda: ((110 * 2e-6 + 30 * 3e-6 + 200 * 1e-7) * 3600).toFixed(4),
    'read units': (1500 * 1e-7 * 3600).toFixed(4),
    'write units': (600 * 1e-6 * 3600).toFixed(4),
    'access log': ((140 * 400 * 0.5 * 3600) / 1e9).toFixed(4),
    // HEAD and POST send no page.
    'transfer, uncompressed': ((100 * 50_000 * 0.1 * 3600) / 1e9).toFixed(4),
  })
})

test('the account’s rate holds back routes that allow more', () => {
  const { requests, 'access log': log } = inDollarsAnHour(1_000_000)
  expect(requests).toBe((10_000 * 1e-6 * 3600).toFixed(4))
  expect(log).toBe(((10_000 * 400 * 0.5 * 3600) / 1e9).toFixed(4))
})
