/**
 * Paging with fewer read units than a whole page needs. For any comments, each is read once and in order, and no page
 * takes more than its units.
 */

import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { inPageOrder } from '../../test/kit/site/pageOrder.ts'
import { browserOver } from '../../test/kit/site/pages.ts'
import { type Answer, siteOver } from '../../test/kit/site/site.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'
import { meteredTables } from '../../test/kit/tables/metered.ts'
import { noise, noisyAddress } from '../../test/kit/tables/noise.ts'
import { bucketAt } from '../domain/comments/changeFeed.ts'
import type { CommentFacts } from '../domain/comments/comment.ts'
import { type ShardMap, shardOf } from '../domain/comments/shards.ts'
import { rankOf } from '../domain/comments/votes.ts'
import { timeOf, ulid } from '../domain/ulid.ts'
import { listArticles } from '../store/articles/articleListings.ts'
import { writeItems } from '../store/client/batches.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, s } from '../store/client/dynamodb.ts'
import { changeKey, hourOf, recentHourKey, recentPartition, shardMapKey, topPartition } from '../store/client/keys.ts'
import { DEAREST, MOST_UNITS } from '../store/client/units.ts'
import { placedItem } from '../store/comments/commentItems.ts'

let count = 0

const tables = await freshTables(meteredTables)
const site = await siteOver(tables)
const browser = browserOver(tables, site)

type Drawn = { kilobytes: number; up: number; epoch: number }
type World = { comments: Drawn[]; shards: number[]; limit: number; most: number }

const world: fc.Arbitrary<World> = fc.record({
  comments: fc.array(
    fc.record({
      kilobytes: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.constant(16), fc.constant(28)),
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
  // Random bytes in base64, which compression does not shorten.
  html: randomBytes(kilobytes * 1024).toString('base64'),
  editedAt: null,
})

const put = async (items: readonly Item[]): Promise<void> => {
  for (const Item of items) await writeItems(tables.comments, [{ PutRequest: { Item } }])
}

/** Stores comments directly. @returns their ids, the oldest first */
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

/**
 * Reads all pages, each in a request of its own.
 * @param last ends at the page that has it
 */
async function walk(most: number, ask: (cursor: string) => Promise<Answer>, last?: string): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null && !(last && ids.includes(last)); ) {
    const after: string = cursor && `&cursor=${cursor}`
    const { result, units } = await tables.metered(() => ask(after), most)
    const { status, body }: Answer = result
    expect([status, units <= most]).toEqual([200, true])
    ids.push(...body.items.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  return ids
}

test('whatever the comments are like: pages take what they may, and each is read once, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (drawn) => {
      const { slug, map, ids } = await seed(drawn)
      const { limit, most } = drawn
      const [oldest, newest] = [inPageOrder(ids, map, 'oldest'), inPageOrder(ids, map, 'newest')]
      const votes = drawn.comments.toSorted((one, other) => one.epoch - other.epoch)
      const rank = (id: string) => rankOf({ up: votes[ids.indexOf(id)]?.up ?? 0, down: 0 }, id)
      const best = newest.filter(rank).toSorted((a, b) => (String(rank(a)) < String(rank(b)) ? 1 : -1))
      const top = [...best, ...newest.filter((id) => !rank(id))]
      for (const [sort, expected] of Object.entries({ oldest, newest, top })) {
        expect(await walk(most, (cursor) => site.list(slug, `sort=${sort}&limit=${limit}${cursor}`))).toEqual(expected)
      }
      // Comments of earlier runs come after these.
      const newestOfSite = (cursor: string) => site.call('GET /v1/comments', { query: `limit=${limit}${cursor}` })
      const recent = await walk(most, newestOfSite, ids[0])
      expect(recent.filter((id) => ids.includes(id))).toEqual(ids.toReversed())
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 15) },
  )
}, 300_000)

describe('what the API accepts', () => {
  const author = () => ({ name: noise(80), url: noisyAddress(2000) })

  test('makes no comment that takes more than it is taken for: a page of 25 of the longest is one Query, also beside a reply form', async () => {
    const slug = await browser.publish({ title: 'The longest' })
    const post = (text: string, parentId?: string) =>
      site.call('POST /v1/articles/{slug}/comments', {
        path: { slug },
        body: { author: author(), text, ...(parentId && { parentId }) },
      })
    for (let root = 0; root < 27; root++) {
      const { id } = (await post(noise(8000))).body.comment
      for (let reply = 0; reply < 3; reply++) expect((await post(noise(400), id)).status).toBe(201)
    }
    await site.project()
    for (const sort of ['newest', 'oldest']) {
      const { result, units, requests } = await tables.metered(() => site.list(slug, `sort=${sort}`))
      expect(result.body.items).toHaveLength(25)
      expect(result.body.items[0].replies.items).toHaveLength(2)
      expect(requests).toEqual(['GetItem', 'GetItem', 'Query'])
      // 0.5 units for the article and 0.5 for its write shards.
      expect(units).toBeGreaterThan(90)
      expect(units).toBeLessThanOrEqual(1 + 26 * DEAREST.comment)
    }
    const { items } = (await site.list(slug)).body
    for (const address of [`/articles/${slug}`, `/articles/${slug}/conversation`]) {
      const { result, units } = await tables.metered(() => browser.go(`${address}?reply=${items[0].id}`))
      expect(result.html).toContain(`<input type="hidden" name="parent" value="${items[0].id}">`)
      expect(units).toBeGreaterThan(90)
      expect(units).toBeLessThanOrEqual(MOST_UNITS)
    }
  })

  test('refuses a text of noise whose link says it once more', async () => {
    const slug = await site.publish(`longest-${++count}`)
    const { status, body } = await site.post(slug, `http://a.bc/${noise(1400)} ${noise(6500)}`)
    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: '#/text', code: 'too-much-markup', detail: expect.any(String) }],
    ])
  })

  test('makes no article that takes more of a list than it is taken for, nor a longer address', async () => {
    const article = {
      title: noise(200),
      standfirst: noise(500),
      tags: Array.from({ length: 10 }, (_, tag) => noise(49) + tag),
      authors: Array.from({ length: 10 }, author),
      image: { url: author().url, alt: noise(500) },
    }
    await browser.publish(article)
    const { units } = await tables.metered(() =>
      listArticles(tables.articles, 'published', { limit: 1, until: site.clock() }),
    )
    expect(units).toBeGreaterThan(DEAREST.article - 2)
    expect(units).toBeLessThanOrEqual(DEAREST.article + 0.5)
    const { status, body } = await site.call('POST /v1/articles/{slug}/comments', {
      path: { slug: await site.publish(`address-${++count}`) },
      body: { author: { name: 'Ada', url: `https://example.org/${noise(600)}` }, text: 'Hello' },
    })
    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: '#/author/url', code: 'too-many-bytes', detail: expect.stringContaining('bytes') }],
    ])
  })
})

test('changes of comments that would take too much are told as too much', async () => {
  const comments = Array.from({ length: 40 }, () => ({ kilobytes: 28, up: 0, epoch: 0 }))
  const { slug, ids } = await seed({ comments, shards: [], limit: 1, most: MOST_UNITS })
  const bucket = bucketAt(site.clock())
  const note = async (some: readonly string[], at: number) =>
    put(some.map((id) => keyOf(changeKey(slug, at, `${id}#posted`))))
  await note(ids, bucket)
  await note(ids.slice(0, 3), bucket - 10)
  const read = (at: number, path = '{bucket}') =>
    tables.metered(() => site.call(`GET /v1/articles/{slug}/changes/${path}`, { path: { slug, bucket: String(at) } }))
  for (const many of [await read(bucket), await read(bucket - 10, 'since/{bucket}')]) {
    expect(many.result.body).toMatchObject({ items: [], truncated: true })
    expect(many.units).toBeLessThanOrEqual(MOST_UNITS)
  }
  const few = await read(bucket - 10)
  expect(few.result.body.items).toHaveLength(3)
  expect(few.units).toBeLessThanOrEqual(MOST_UNITS)
})

test('articles that a request can not pay to count are left out, and the others are right', async () => {
  const slugs = await Promise.all(Array.from({ length: 50 }, (_, place) => site.publish(`counted-${place}`)))
  for (const slug of slugs) await site.post(slug, 'Hello')
  await site.project()
  const query = [...slugs, 'unknown'].slice(1).map((slug) => `slug=${slug}`)
  const ask = (most?: number) =>
    tables.metered(() => site.call('GET /v1/comment-counts', { query: query.join('&') }), most)
  const all = await ask()
  expect(Object.keys(all.result.body.counts)).toHaveLength(50)
  expect(all.result.body.counts).toMatchObject({ 'counted-1': 1, unknown: 0 })
  const { result, units } = await ask(40)
  const counts: number[] = Object.values(result.body.counts)
  expect(units).toBeLessThanOrEqual(40)
  expect(counts.length).toBeGreaterThan(10)
  expect(counts.length).toBeLessThan(50)
  expect(counts.every((each) => each === 1)).toBe(true)
})

test('the first page of an article over very many write shards reads a few of them, and reckons its total', async () => {
  const slug = await site.publish(`spread-${++count}`)
  site.pass(10_000)
  const map: ShardMap = [{ from: 1, shards: 256 }]
  const places = Array.from({ length: 256 }, (_, shard) => (shard === 0 ? `A#${slug}` : `A#${slug}#${shard}`))
  await put([
    { ...keyOf(shardMapKey(slug)), epochs: jsonAttribute(map) },
    ...places.map((pk, shard) => ({ pk: s(pk), sk: s('S'), published: n(100 + (shard % 2)) })),
  ])
  const { result, units, requests } = await tables.metered(() => site.list(slug))
  expect(Math.abs(result.body.total - 256 * 100.5)).toBeLessThan(256)
  expect(units).toBeLessThanOrEqual(MOST_UNITS)
  expect(requests.filter((name) => name === 'Query').length).toBeLessThan(100)
})
