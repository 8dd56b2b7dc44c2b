/**
 * Paging where a request can pay for less than a page: whatever the comments are like, each is read once, in its order, and
 * no page takes more than it may.
 */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { type Metered, meteredTables } from '../../test/support/metered.ts'
import { type Answer, type Site, siteOver } from '../../test/support/site.ts'
import type { CommentFacts } from '../domain/comment.ts'
import { type ShardMap, shardOf, stretchesFrom } from '../domain/shards.ts'
import { timeOf, ulid } from '../domain/ulid.ts'
import { rankOf } from '../domain/votes.ts'
import { writeItems } from '../store/batches.ts'
import { placedItem } from '../store/commentItems.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, s } from '../store/dynamodb.ts'
import { hourOf, recentHourKey, recentPartition, shardMapKey, topPartition } from '../store/keys.ts'
import { MOST_UNITS } from '../store/units.ts'

let tables: Metered
let site: Site
let count = 0

beforeAll(async () => {
  tables = await meteredTables()
  site = await siteOver(tables)
})
afterAll(() => tables.stop())

type Drawn = { kilobytes: number; up: number; epoch: number }
type World = { comments: Drawn[]; shards: number[]; limit: number; most: number }

const world: fc.Arbitrary<World> = fc.record({
  comments: fc.array(
    fc.record({
      kilobytes: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.constant(48), fc.constant(62)),
      up: fc.nat(2),
      epoch: fc.nat(2),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  shards: fc.array(fc.constantFrom(1, 4, 16, 256), { maxLength: 2 }),
  limit: fc.constantFrom(1, 10, 25, 100),
  most: fc.constantFrom(40, 60, MOST_UNITS),
})

const facts = (kilobytes: number, parentId: string | null): CommentFacts => ({
  parentId,
  depth: parentId === null ? 0 : 1,
  author: { name: 'Ada' },
  html: 'x'.repeat(kilobytes * 1024),
  editedAt: null,
})

const put = async (items: readonly Item[]): Promise<void> => {
  for (const Item of items) await writeItems(tables.comments, [{ PutRequest: { Item } }])
}

/** Comments as they lie in the table, without any one having written them. @returns their ids, the oldest first */
async function seed({ comments, shards }: World): Promise<{ slug: string; map: ShardMap; ids: string[] }> {
  const slug = await site.publish(`ceiling-${++count}`)
  site.pass(10_000)
  const begin = site.clock() - 5000
  const map: ShardMap = shards.map((shards, place) => ({ from: begin + 1000 * (place + 1), shards }))
  await put([{ ...keyOf(shardMapKey(slug)), format: n(FORMAT), epochs: jsonAttribute(map) }])
  const ordered = comments.toSorted((one, other) => one.epoch - other.epoch)
  const ids: string[] = []
  for (const [place, { kilobytes, up, epoch }] of ordered.entries()) {
    const own = ulid(begin + 1000 * epoch + place, randomBytes)
    const id = { root: own, own, shard: shardOf(own, map) }
    const rank = rankOf({ up, down: 0 }, own)
    const comment = { id, article: slug, version: 1, facts: facts(kilobytes, null), votes: { up, down: 0 } }
    await put([
      {
        ...placedItem({ ...comment, state: 'published' }),
        ...(rank && { rank: s(rank), ranked: s(topPartition(slug)) }),
      },
      {
        ...keyOf({ pk: recentPartition(hourOf(timeOf(own))), sk: own }),
        comment: s(own),
        shard: n(id.shard),
        article: s(slug),
      },
      keyOf(recentHourKey(hourOf(timeOf(own)))),
    ])
    ids.push(own)
  }
  return { slug, map, ids }
}

/** Reads all pages, each as a request of its own. */
async function walk(most: number, ask: (cursor: string) => Promise<Answer>): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor && `&cursor=${cursor}`
    const { result, units } = await tables.metered(() => ask(after), most)
    const { status, body }: Answer = result
    expect([status, units <= most]).toEqual([200, true])
    ids.push(...body.items.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  return ids
}

function inOrder(ids: readonly string[], map: ShardMap, order: 'newest' | 'oldest'): string[] {
  const sorted = order === 'oldest' ? ids : ids.toReversed()
  return stretchesFrom(map, order, undefined).flatMap(({ from, until, shards }) =>
    sorted.filter((id) => from <= timeOf(id) && timeOf(id) < until && shards.includes(shardOf(id, map))),
  )
}

test('whatever the comments are like: pages take what they may, and each is read once, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (drawn) => {
      const { slug, map, ids } = await seed(drawn)
      const { limit, most } = drawn
      const [oldest, newest] = [inOrder(ids, map, 'oldest'), inOrder(ids, map, 'newest')]
      const votes = drawn.comments.toSorted((one, other) => one.epoch - other.epoch)
      const rank = (id: string) => rankOf({ up: votes[ids.indexOf(id)]?.up ?? 0, down: 0 }, id)
      const best = newest.filter(rank).toSorted((a, b) => (String(rank(a)) < String(rank(b)) ? 1 : -1))
      const top = [...best, ...newest.filter((id) => !rank(id))]
      for (const [sort, expected] of Object.entries({ oldest, newest, top })) {
        expect(await walk(most, (cursor) => site.list(slug, `sort=${sort}&limit=${limit}${cursor}`))).toEqual(expected)
      }
      const recent = await walk(most, (cursor) => site.call('GET /v1/comments', { query: `limit=${limit}${cursor}` }))
      expect(recent.filter((id) => ids.includes(id))).toEqual(ids.toReversed())
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 15) },
  )
}, 300_000)
