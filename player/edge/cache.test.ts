/** The cache under a clock of its own: who asks the origin, how often, and what happens when it fails. */
import { createCache } from './cache.ts'
import type { OriginAnswer } from './origin.ts'
import type { Found } from './renewal.ts'
import type { CacheRequest } from './store.ts'

const ARTICLE = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400'

let time = 0
let asked: { path: string; headers: Record<string, string> }[] = []
let origin: (path: string, headers: Record<string, string>) => Promise<OriginAnswer>

const answer = (body: string, headers: Record<string, string> = {}, status = 200): OriginAnswer => ({
  status,
  headers: { 'cache-control': ARTICLE, 'content-type': 'text/plain', ...headers },
  body: Buffer.from(body),
})
const start = (capacity?: number) =>
  createCache({
    fetch: (path, headers) => {
      asked.push({ path, headers })
      return origin(path, headers)
    },
    now: () => time,
    ...(capacity !== undefined && { capacity }),
  })
const request = (path = '/a', headers: Record<string, string> = {}): CacheRequest => ({
  key: path,
  path,
  headers: { host: 'paper.example', ...headers },
})
const bodyOf = (found: Found): string => ('stored' in found ? found.stored.answer : found.answer).body.toString()
/** Lets what runs in the background come to its end. */
const quiet = () => new Promise((done) => setImmediate(done))

beforeEach(() => {
  time = Date.parse('2026-11-23T20:00:00Z')
  asked = []
  let version = 0
  origin = async (path) => answer(`${path} ${++version}`)
})

test('1,000 concurrent readers cause one request to the origin per freshness period', async () => {
  const cache = start()
  const readers = () => Promise.all(Array.from({ length: 1000 }, () => cache.get(request())))
  for (let period = 1; period <= 5; period++) {
    const found = await readers()
    await quiet()
    expect(asked).toHaveLength(period)
    expect(new Set(found.map(bodyOf)).size).toBe(1)
    // Still fresh: nobody asks.
    time += 59_000
    expect((await readers()).every(({ how }) => how === 'hit')).toBe(true)
    expect(asked).toHaveLength(period)
    time += 2000
  }
})

test('what has become stale is given at once and renewed behind the reader’s back', async () => {
  const cache = start()
  await cache.get(request())
  time += 61_000
  const stale = await cache.get(request())
  expect([stale.how, bodyOf(stale)]).toEqual(['hit; detail=stale', '/a 1'])
  await quiet()
  const renewed = await cache.get(request())
  expect([renewed.how, bodyOf(renewed)]).toEqual(['hit', '/a 2'])
})

test('past stale-while-revalidate the reader waits for the origin', async () => {
  const cache = start()
  await cache.get(request())
  time += 700_000
  expect(bodyOf(await cache.get(request()))).toBe('/a 2')
})

test('a revalidation carries the ETag, and a 304 makes the kept answer fresh again', async () => {
  const cache = start()
  origin = async () => answer('body', { etag: '"7"' })
  await cache.get(request())
  time += 700_000
  origin = async () => answer('', { etag: '"7"', 'x-new': 'yes' }, 304)
  const found = await cache.get(request())
  expect(asked[1]?.headers['if-none-match']).toBe('"7"')
  expect([found.how, bodyOf(found)]).toEqual(['fwd=stale', 'body'])
  expect((await cache.get(request())).how).toBe('hit')
  expect(asked).toHaveLength(2)
})

test('a killed origin keeps answering from what is kept, and is asked once a second at most', async () => {
  const cache = start()
  await cache.get(request())
  origin = async () => {
    throw new Error('connection refused')
  }
  time += 3_600_000
  for (let reader = 0; reader < 100; reader++) {
    const found = await cache.get(request())
    expect([found.how, bodyOf(found)]).toEqual(['hit; detail=origin-failed', '/a 1'])
  }
  expect(asked).toHaveLength(2)
  time += 1001
  await cache.get(request())
  expect(asked).toHaveLength(3)
  origin = async () => answer('back')
  time += 1001
  expect(bodyOf(await cache.get(request()))).toBe('back')
})

test('an error of the origin counts as a failure too, until stale-if-error ends', async () => {
  const cache = start()
  await cache.get(request())
  origin = async () => answer('broken', { 'cache-control': 'private, no-store' }, 503)
  time += 86_000_000
  expect(bodyOf(await cache.get(request()))).toBe('/a 1')
  time += 86_400_000
  expect(bodyOf(await cache.get(request()))).toBe('broken')
})

test('with nothing kept, a failure reaches every reader, and is asked for once', async () => {
  const cache = start()
  origin = async () => {
    throw new Error('connection refused')
  }
  const readers = await Promise.allSettled(Array.from({ length: 50 }, () => cache.get(request())))
  expect(readers.every(({ status }) => status === 'rejected')).toBe(true)
  expect(asked).toHaveLength(1)
})

test.each([
  ['private', { 'cache-control': 'private, no-store' }],
  ['with a cookie', { 'set-cookie': 'a=b' }],
  ['varying by everything', { vary: '*' }],
])('an answer %s is fetched for each reader and never kept', async (_, headers: Record<string, string>) => {
  const cache = start()
  let number = 0
  origin = async () => answer(String(++number), headers)
  const found = await Promise.all(Array.from({ length: 10 }, () => cache.get(request())))
  expect(new Set(found.map(bodyOf)).size).toBe(10)
  expect(cache.bytes).toBe(0)
})

test('readers who come at once but get different variants get their own', async () => {
  const cache = start()
  origin = async (_, headers) => answer(headers['accept-language'] ?? 'none', { vary: 'Accept-Language' })
  const languages = ['en', 'ar', 'ja', 'en', 'ar', 'ja']
  const ask = () => Promise.all(languages.map((language) => cache.get(request('/a', { 'accept-language': language }))))
  expect((await ask()).map(bodyOf)).toEqual(languages)
  const before = asked.length
  expect((await ask()).map(bodyOf)).toEqual(languages)
  expect(asked).toHaveLength(before)
})

test('it stays within its bytes: what was read last stays, what was not goes', async () => {
  const cache = start(100_000)
  origin = async () => answer('x'.repeat(8000))
  for (let page = 0; page < 50; page++) {
    await cache.get(request(`/${page}`))
    await cache.get(request('/0'))
    expect(cache.bytes).toBeLessThanOrEqual(100_000)
  }
  expect((await cache.get(request('/0'))).how).toBe('hit')
  expect((await cache.get(request('/1'))).how).toBe('fwd=miss')
})

test('what is compressed is compressed once and counts', async () => {
  const cache = start()
  origin = async () => answer('text '.repeat(1000))
  const found = await cache.get(request())
  if (!('stored' in found)) throw new Error('not kept')
  const before = cache.bytes
  const bodies = await Promise.all([1, 2, 3].map(() => cache.encoded(request(), found.stored, 'br')))
  expect(new Set(bodies).size).toBe(1)
  expect(cache.bytes).toBe(before + (bodies[0]?.length ?? 0))
})
