/**
 * The whole local stack under load. Many clients post at once, the projector's environments are killed at random, and
 * its batches are repeated, split and reordered. In the end every count and preview is exact.
 */
import fc from 'fast-check'
import { type Stack, startStack } from '../../local/stack.ts'
import { each } from '../kit/each.ts'
import { seedOf } from '../kit/seed.ts'
import { PLENTY, UNTHROTTLED } from '../kit/site/plenty.ts'
import { callsTo } from '../kit/stack/callsTo.ts'

const ROOTS = 500
const REPLIES = 1500
const AT_ONCE = 24

/** Shuffles, splits and repeats a batch with a seeded generator. */
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

const numbers = (count: number): number[] => [...Array(count).keys()]

let stack: Stack
beforeAll(async () => {
  const disturb = disturbing(seedOf('exact counts end to end'))
  stack = await startStack({
    port: 0,
    data: ':memory:',
    quiet: true,
    context: UNTHROTTLED,
    disturb: (batch) => disturb(batch).filter(({ length }) => length > 0),
  })
}, 60_000)
afterAll(() => stack.stop())

test(`${ROOTS} comments and ${REPLIES} replies, posted at once, are counted exactly`, async () => {
  const { call, changeSettings, post, publish } = callsTo(stack)
  await changeSettings(PLENTY)
  const slug = await publish()
  const comments = `/v1/articles/${slug}/comments`
  let kills = 0
  const killing = setInterval(() => {
    if (stack.kill('projector')) kills++
  }, 150)

  const roots: string[] = await each(
    numbers(ROOTS),
    async (number) => (await post(slug, `root ${number}`)).comment.id,
    AT_ONCE,
  )
  await each(numbers(REPLIES), (number) => post(slug, `reply ${number}`, roots[(number * 7) % ROOTS]), AT_ONCE)
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
