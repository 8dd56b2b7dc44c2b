/**
 * The whole local stack under pressure: many post at once while the projector's environments are killed at random and
 * its batches come twice, split and in another order. In the end every count and preview is exact.
 */
import fc from 'fast-check'
import { type Stack, startStack } from '../../local/stack.ts'
import { PLENTY } from '../kit/site/plenty.ts'

const ROOTS = 500
const REPLIES = 1500
const AT_ONCE = 24

/** Shuffles, splits and repeats a batch, by a generator with a seed. */
function disturbing(seed: number) {
  const random = fc.sample(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })), {
    seed,
    numRuns: 1,
  })[0]
  const next = (): number => random?.next().value ?? 0
  return <T>(batch: readonly T[]): T[][] => {
    const shuffled = batch.map((record) => ({ record, place: next() })).sort((a, b) => a.place - b.place)
    const records = next() < 0.5 ? shuffled.map(({ record }) => record) : [...batch]
    const cut = Math.floor(next() * records.length)
    const parts = next() < 0.3 ? [records.slice(0, cut), records.slice(cut)] : [records]
    return next() < 0.3 ? [...parts, records] : parts
  }
}

let stack: Stack
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)

beforeAll(async () => {
  process.stdout.write(`exact counts end to end: seed ${seed}\n`)
  const disturb = disturbing(seed)
  stack = await startStack({
    port: 0,
    data: ':memory:',
    quiet: true,
    disturb: (batch) => disturb(batch).filter(({ length }) => length > 0),
  })
}, 60_000)
afterAll(() => stack.stop())

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as JavaScript would
async function call(method: string, path: string, body?: unknown, token?: string): Promise<any> {
  const response = await fetch(stack.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function atOnce<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let started = 0
  const worker = async () => {
    while (started < count) {
      const index = started++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

test(`${ROOTS} comments and ${REPLIES} replies, posted at once, are counted exactly`, async () => {
  const moderator = await stack.token('moderator')
  const settings = await call('GET', '/v1/moderation/settings', undefined, moderator)
  await call('PUT', '/v1/moderation/settings', { ...settings, ...PLENTY }, moderator)
  const { slug } = await call(
    'POST',
    '/v1/editor/articles',
    { title: 'Exact', body: 'Count me.', status: 'published' },
    await stack.token('editor'),
  )
  const comments = `/v1/articles/${slug}/comments`
  let kills = 0
  const killing = setInterval(() => {
    if (stack.kill('projector')) kills++
  }, 150)

  const roots: string[] = await atOnce(ROOTS, async (i) => {
    const { comment } = await call('POST', comments, { author: { name: 'Ada' }, text: `root ${i}` })
    return comment.id
  })
  await atOnce(REPLIES, (i) => {
    const parentId = roots[(i * 7) % ROOTS]
    return call('POST', comments, { author: { name: 'Grace' }, text: `reply ${i}`, parentId })
  })
  clearInterval(killing)
  expect(kills).toBeGreaterThan(0)
  await stack.settled()

  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const page = await call('GET', `${comments}?limit=100${cursor && `&cursor=${cursor}`}`)
    if (cursor === '') expect(page.total).toBe(ROOTS + REPLIES)
    for (const root of page.items) {
      seen.push(root.id)
      const replies = (await call('GET', `${comments}/${root.id}/replies?limit=100`)).items
      expect(root.replies.total).toBe(replies.length)
      expect(root.replies.items).toEqual(replies.slice(0, 2))
      expect(root.replies.nextCursor).toBe(replies.length > 2 ? replies[1].id.split('.')[1] : null)
    }
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(seen.toSorted()).toEqual(roots.toSorted())
}, 180_000)
