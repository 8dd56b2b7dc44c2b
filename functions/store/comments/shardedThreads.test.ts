import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { seedOf } from '../../../test/kit/seed.ts'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { inPageOrder } from '../../../test/kit/site/pageOrder.ts'
import type { ShardMap } from '../../domain/comments/shards.ts'
import { FORMAT, jsonAttribute, keyOf, n } from '../client/dynamodb.ts'
import { shardMapKey } from '../client/keys.ts'

let count = 0

const { tables, site } = await freshSite()

async function setShards(article: string, epochs: ShardMap): Promise<void> {
  await tables.comments.client.send(
    new PutItemCommand({
      TableName: 'Comments',
      Item: { ...keyOf(shardMapKey(article)), format: n(FORMAT), epochs: jsonAttribute(epochs) },
    }),
  )
}

/** Reads all pages from a cursor on. */
async function walk(slug: string, order: string, limit: number, cursor?: string): Promise<string[]> {
  const ids: string[] = []
  for (let next: string | null | undefined = cursor; next !== null; ) {
    const query = `sort=${order}&limit=${limit}${next === undefined ? '' : `&cursor=${next}`}`
    const { body } = await site.list(slug, query)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    ids.push(...body.items.map(({ id }: { id: string }) => id))
    next = body.nextCursor
  }
  return ids
}

type Step =
  | { act: 'post'; after: number }
  | { act: 'reply' | 'delete'; which: number }
  | { act: 'epoch'; within: number; shards: number }
  | { act: 'read'; order: 'newest' | 'oldest'; limit: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ act: fc.constant('post' as const), after: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('reply', 'delete' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('epoch' as const),
      within: fc.nat(60),
      shards: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.constant(40)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('read' as const),
      order: fc.constantFrom('newest', 'oldest' as const),
      limit: fc.integer({ min: 1, max: 9 }),
    }),
  },
)

test('however an article grows and shrinks, every comment is read once, in order, and the total is exact', async () => {
  const seed = seedOf('write shards property')
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 100 }),
      async (story, limit) => {
        const slug = await site.publish(`spread-${++count}`)
        const posted: { id: string; editToken: string }[] = []
        /** Cursors that pages returned, with the number of comments that followed each. */
        const left: { order: 'newest' | 'oldest'; cursor: string; limit: number; known: number }[] = []
        let map: ShardMap = []
        let published = 0
        const deleted = new Set<string>()
        for (const move of story) {
          if (move.act === 'post') {
            site.pass(move.after)
            posted.push(await postTo(slug))
            published++
          } else if (move.act === 'epoch') {
            const from = Math.max(site.clock(), map.at(-1)?.from ?? 0) + 1 + move.within
            map = [...map, { from, shards: move.shards }]
            await setShards(slug, map)
          } else if (move.act === 'read') {
            const { body } = await site.list(slug, `sort=${move.order}&limit=${move.limit}`)
            if (body.nextCursor)
              left.push({ order: move.order, limit: move.limit, cursor: body.nextCursor, known: posted.length })
          } else {
            const chosen = posted[move.which % posted.length]
            if (!chosen || deleted.has(chosen.id)) continue
            if (move.act === 'reply') {
              expect((await site.post(slug, 'reply', chosen.id)).status).toBe(201)
              published++
            } else {
              expect((await site.remove(slug, chosen.id, chosen.editToken)).status).toBe(204)
              deleted.add(chosen.id)
              published--
            }
          }
        }
        await site.project()
        const ids = posted.map(({ id }) => id)
        const [oldest, newest] = [inPageOrder(ids, map, 'oldest'), inPageOrder(ids, map, 'newest')]
        expect(await walk(slug, 'oldest', limit)).toEqual(oldest)
        expect(await walk(slug, 'newest', limit)).toEqual(newest)
        for (const order of ['newest', 'oldest']) {
          const { body } = await site.list(slug, `sort=${order}&limit=${limit}`)
          expect(body.total).toBe(published)
        }
        // The map may have grown since these cursors were returned, but not before their positions.
        for (const { order, cursor, limit } of left) {
          const all = order === 'newest' ? newest : oldest
          expect(await walk(slug, order, limit, cursor)).toEqual(all.slice(all.indexOf(cursor) + 1))
        }
        for (const { id } of posted.slice(0, 3)) expect((await site.get(slug, id)).status).toBe(200)
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 30), seed },
  )
}, 120_000)

async function postTo(slug: string): Promise<{ id: string; editToken: string }> {
  const { status, body } = await site.post(slug, 'root')
  expect(status).toBe(201)
  return { id: body.comment.id, editToken: body.editToken }
}

describe('a page costs', () => {
  const posts = 60

  /** An article with comments in each of several consecutive epochs. */
  async function articleWith(epochs: readonly number[]): Promise<string> {
    const slug = await site.publish(`cost-${++count}`)
    let map: ShardMap = []
    for (const shards of epochs) {
      if (shards > 1 || map.length > 0) {
        map = [...map, { from: site.clock() + 1, shards }]
        await setShards(slug, map)
      }
      site.pass(10)
      for (let i = 0; i < posts; i++) {
        site.pass(5)
        await postTo(slug)
      }
    }
    await site.project()
    return slug
  }

  async function costOf(slug: string, query: string): Promise<Record<string, number>> {
    tables.requests()
    expect((await site.list(slug, query)).status).toBe(200)
    // The first two find the article and its write shards.
    const [, , ...requests] = tables.requests()
    const counts: Record<string, number> = {}
    for (const name of requests) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }

  test('one Query where an article was never spread', async () => {
    const slug = await articleWith([1])
    for (const order of ['newest', 'oldest']) expect(await costOf(slug, `sort=${order}`)).toEqual({ Query: 1 })
  })

  test('one Query for each shard while it is spread, and one batch read for the total', async () => {
    const slug = await articleWith([1, 4])
    expect(await costOf(slug, 'limit=10')).toEqual({ Query: 4, BatchGetItem: 1 })
  })

  test('no more Queries where it is spread over many shards', async () => {
    const slug = await articleWith([1, 4, 16])
    // With more shards, the first four might have no comment, and the next four would be read as well.
    expect(await costOf(slug, 'limit=1')).toEqual({ Query: 4, BatchGetItem: 1 })
  })

  test('one Query again where it has cooled, and one batch read for the total', async () => {
    const slug = await articleWith([1, 4, 1])
    expect(await costOf(slug, 'sort=newest&limit=25')).toEqual({ Query: 1, BatchGetItem: 1 })
    expect(await costOf(slug, 'sort=oldest&limit=25')).toEqual({ Query: 1, BatchGetItem: 1 })
    const { body } = await site.list(slug, 'sort=newest&limit=25')
    expect(await costOf(slug, `sort=newest&limit=25&cursor=${body.nextCursor}`)).toEqual({ Query: 1 })
  })
})
