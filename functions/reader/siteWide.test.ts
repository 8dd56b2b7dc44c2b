import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { seedOf } from '../../test/kit/seed.ts'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import type { Article } from '../domain/articles/article.ts'
import { jsonAttribute, keyOf, s } from '../store/client/dynamodb.ts'
import { shardMapKey, slugClaimKey } from '../store/client/keys.ts'

const HOUR = 60 * 60 * 1000

const { tables, site } = await freshSite()

const counts = async (...slugs: string[]) =>
  (
    await site.call('GET /v1/comment-counts', {
      query: slugs.map((slug) => `slug=${encodeURIComponent(slug)}`).join('&'),
    })
  ).body.counts
const recent = (query = '') => site.call('GET /v1/comments', { query })

/** Stores an article as it might have become: renamed, a draft, deleted. */
const become = (key: string, fields: Partial<Article>) =>
  site.publish(key, 'open', { title: `On ${key}`, version: 2, ...fields })

async function rename(key: string, slug: string): Promise<void> {
  await become(key, { slug })
  await tables.articles.client.send(
    new PutItemCommand({ TableName: tables.articles.name, Item: { ...keyOf(slugClaimKey(slug)), key: s(key) } }),
  )
}

async function spread(slug: string, shards: number): Promise<void> {
  const epochs = jsonAttribute([{ from: 1, shards }])
  await tables.comments.client.send(
    new PutItemCommand({ TableName: tables.comments.name, Item: { ...keyOf(shardMapKey(slug)), epochs } }),
  )
}

describe('counts', () => {
  test('are of published comments, replies included; nought for what has none, is unknown, or is no slug', async () => {
    const [busy, quiet] = [await site.publish('busy'), await site.publish('quiet')]
    const { comment } = (await site.post(busy, 'root')).body
    await site.post(busy, 'reply', comment.id)
    const { comment: gone } = (await site.post(busy, 'gone')).body
    await site.moderate('remove', [{ article: busy, id: gone.id }])
    await site.project()
    expect(await counts(busy, quiet, 'unknown', 'No slug!', '__proto__', busy)).toEqual(
      Object.fromEntries([
        [busy, 2],
        [quiet, 0],
        ['unknown', 0],
        ['No slug!', 0],
        ['__proto__', 0],
      ]),
    )
    expect(await counts()).toEqual({})
  })

  test('of held comments, drafts, what is to come and what was deleted say nothing', async () => {
    const held = await site.publish('counted-held', 'held')
    await site.post(held, 'waiting')
    const hidden = ['a-draft', 'to-come', 'deleted']
    for (const slug of hidden) {
      await site.publish(slug)
      await site.post(slug, 'unseen')
    }
    await site.project()
    await become('a-draft', { status: 'draft' })
    await become('to-come', { status: 'scheduled', publishedAt: '2030-01-01T00:00:00.000Z' })
    await become('deleted', { deletedAt: '2026-01-01T00:00:00.000Z' })
    expect(await counts(held, ...hidden)).toEqual({ [held]: 0, 'a-draft': 0, 'to-come': 0, deleted: 0 })
  })

  test('follow an article through its names, and give no other article its comments', async () => {
    await site.publish('first-name')
    await site.post('first-name', 'one')
    await site.project()
    await rename('first-name', 'second-name')
    expect(await counts('second-name', 'first-name')).toEqual({ 'second-name': 1, 'first-name': 1 })
    await become('first-name', { slug: 'second-name', status: 'draft' })
    expect(await counts('second-name', 'first-name')).toEqual({ 'second-name': 0, 'first-name': 0 })
  })

  test('of articles that are spread over write shards are the sums', async () => {
    const slugs = [await site.publish('spread-3'), await site.publish('spread-64')]
    await spread('spread-3', 3)
    await spread('spread-64', 64)
    for (let count = 0; count < 40; count++) for (const slug of slugs) await site.post(slug, `comment ${count}`)
    await site.project()
    expect(await counts(...slugs)).toEqual({ 'spread-3': 40, 'spread-64': 40 })
    // After the number of shards shrinks, comments stay in their shards.
    await spread('spread-64', 1)
    expect(await counts('spread-64')).toEqual({ 'spread-64': 40 })
  })

  test('of fifty articles take one batch read of each table', async () => {
    const slugs = await Promise.all(Array.from({ length: 50 }, (_, number) => site.publish(`one-of-many-${number}`)))
    tables.requests()
    expect(Object.keys(await counts(...slugs))).toHaveLength(50)
    expect(tables.requests()).toEqual(['BatchGetItem', 'BatchGetItem'])
  })

  test('of more than a hundred are refused, as are other parameters', async () => {
    const query = Array.from({ length: 101 }, (_, number) => `slug=s${number}`).join('&')
    const answer = await site.call('GET /v1/comment-counts', { query: `${query}&page=2` })
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['?page', '?slug'])
  })
})

describe('the newest comments of the site', () => {
  const ids = (items: { id: string }[]) => items.map(({ id }) => id)

  async function walk(limit: number): Promise<string[]> {
    const walked: string[] = []
    for (let query = `limit=${limit}`; ; ) {
      const { body } = await recent(query)
      walked.push(...ids(body.items))
      if (body.nextCursor === null) return walked
      expect(body.items).toHaveLength(limit)
      query = `limit=${limit}&cursor=${body.nextCursor}`
    }
  }

  test('each come with their article; what was removed, held or is not public any more is passed over', async () => {
    const [here, there, away] = [await site.publish('here'), await site.publish('there'), await site.publish('away')]
    await site.publish('watched', 'held')
    site.pass(10)
    const { comment: root } = (await site.post(here, 'root')).body
    const { comment: reply } = (await site.post(here, 'reply', root.id)).body
    site.pass(2)
    const { comment: other } = (await site.post(there, 'other')).body
    const { comment: removed } = (await site.post(there, 'secret removed')).body
    await site.post(away, 'secret away')
    await site.post('watched', 'secret held')
    await site.project()
    await become('away', { status: 'draft' })
    await rename('there', 'there-now')
    await site.moderate('remove', [{ article: 'there', id: removed.id }])
    const { body, headers } = await recent('limit=3')
    expect(body.items.map(({ id, article }: { id: string; article: unknown }) => [id, article])).toEqual([
      [other.id, { slug: 'there-now', title: 'On there' }],
      [reply.id, { slug: 'here', title: 'here' }],
      [root.id, { slug: 'here', title: 'here' }],
    ])
    expect(body.items[2]).toMatchObject({ html: '<p>root</p>', replies: { total: 1 } })
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(headers['cache-control']).toMatch(/^public, .*s-maxage=5/)
  })

  test('pages are full, in order and without repeats, whatever their size, over busy hours and quiet weeks', async () => {
    const quiet = await site.publish('over-weeks')
    const before = await walk(100)
    const seed = seedOf('recent property')
    const posted: string[] = []
    const removed = new Set<string>()
    const gap = fc.constantFrom(0, 1, 1000, HOUR, 7 * HOUR, 50 * HOUR)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ gap, gone: fc.nat(9) }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (story, limit) => {
          for (const { gap: length, gone } of story) {
            site.pass(length + 1)
            const { comment } = (await site.post(quiet, 'text')).body
            posted.push(comment.id)
            if (gone < 2) {
              // One whose pointer is removed, and one that is removed before the projector ran.
              if (gone === 0) await site.project()
              await site.moderate('remove', [{ article: quiet, id: comment.id }])
              removed.add(comment.id)
            }
          }
          await site.project()
          const expected = posted.filter((id) => !removed.has(id)).reverse()
          expect(await walk(limit)).toEqual([...expected, ...before])
        },
      ),
      { numRuns: Number(process.env.FC_RUNS ?? 12), seed },
    )
  }, 120_000)

  test('of a quiet site take few requests, though each lies in an hour of its own', async () => {
    const slug = await site.publish('once-a-day')
    for (let day = 0; day < 26; day++) {
      site.pass(24 * HOUR)
      await site.post(slug, `day ${day}`)
    }
    await site.project()
    tables.requests()
    expect((await recent()).body.items).toHaveLength(25)
    const requests = tables.requests()
    expect(requests.filter((name) => name === 'BatchGetItem').length).toBeLessThanOrEqual(8)
    // The hours, and each of the 26 comments. The last round may read some beyond the page.
    expect(requests.filter((name) => name === 'Query').length).toBeLessThanOrEqual(31)
  })

  test('do not depend on the order in which removals and restorations are delivered', async () => {
    const slug = await site.publish('disordered')
    await site.records()
    site.pass(1)
    const { comment } = (await site.post(slug, 'back again')).body
    await site.moderate('remove', [{ article: slug, id: comment.id }])
    await site.moderate('restore', [{ article: slug, id: comment.id }])
    const records = await site.records()
    await site.project(records)
    // The removal is delivered again, after the page is read.
    for (const record of records) await site.project([record])
    await site.project(records.slice(0, -1))
    expect(ids((await recent('limit=1')).body.items)).toEqual([comment.id])
  })

  test('refuse cursors that are none', async () => {
    for (const query of [
      'cursor=x',
      `cursor=${'Z'.repeat(26)}`,
      `cursor=${'0'.repeat(10_000)}`,
      'limit=0',
      'sort=top',
    ]) {
      expect((await recent(query)).status).toBe(422)
    }
    expect((await recent(`cursor=${'0'.repeat(26)}`)).body).toEqual({ items: [], nextCursor: null })
  })
})
