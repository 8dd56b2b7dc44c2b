import { randomBytes } from 'node:crypto'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { seedOf } from '../../test/kit/seed.ts'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import type { Answer } from '../../test/kit/site/site.ts'
import { canonicalPage } from '../domain/articles/externalPage.ts'
import { bucketAt, MOST_CHANGED } from '../domain/comments/changeFeed.ts'
import { ulid } from '../domain/ulid.ts'
import { jsonAttribute, keyOf } from '../store/client/dynamodb.ts'
import { shardMapKey } from '../store/client/keys.ts'
import { newFeedMemory, noteChanges } from '../store/derived/changeFeed.ts'

const SECOND = 1000

const { tables, site } = await freshSite()

const changes = (slug: string, bucket: number | string, headers: Record<string, string> = {}) =>
  site.call('GET /v1/articles/{slug}/changes/{bucket}', { path: { slug, bucket: String(bucket) }, headers })
const since = (slug: string, bucket: number | string) =>
  site.call('GET /v1/articles/{slug}/changes/since/{bucket}', { path: { slug, bucket: String(bucket) } })
const now = () => bucketAt(site.clock())

type Item = { id: string; kind: string; comment: { html: string; state: string } | null; thread?: { total: number } }

/** The changes of each comment in a bucket. */
const told = ({ body }: Answer) => body.items.map(({ id, kind }: Item) => [id, kind])

test('a page elsewhere is followed before anybody has said something there', async () => {
  const { key } = canonicalPage('https://blog.example/quiet')
  for (const bucket of [now() - 3, now()]) {
    expect(await changes(key, bucket)).toMatchObject({ status: 200, body: { items: [] } })
    expect(await since(key, bucket)).toMatchObject({ status: 200, body: { items: [] } })
  }
  for (const ask of [changes, since]) expect((await ask('no-such-article', now())).status).toBe(404)
})

test('a new comment, a reply, an edit and a removal each appear in the bucket in which they were noted', async () => {
  const slug = await site.publish('told')
  const { comment: root, editToken } = (await site.post(slug, 'root')).body
  site.pass(10 * SECOND)
  await site.project()
  const posted = await changes(slug, now())
  expect(posted.body).toMatchObject({
    items: [{ id: root.id, kind: 'posted', comment: { html: '<p>root</p>', replies: { total: 0 } } }],
    total: 1,
    next: now(),
    now: now(),
  })

  site.pass(10 * SECOND)
  const { comment: reply } = (await site.post(slug, 'reply', root.id)).body
  await site.project()
  expect((await changes(slug, now())).body).toMatchObject({
    items: [{ id: reply.id, kind: 'posted', comment: { parentId: root.id }, thread: { id: root.id, total: 1 } }],
    total: 2,
  })

  site.pass(10 * SECOND)
  await site.edit(slug, root.id, editToken, 'mended')
  await site.project()
  expect((await changes(slug, now())).body.items).toMatchObject([
    { id: root.id, kind: 'edited', comment: { html: '<p>mended</p>', replies: { total: 1 } } },
  ])

  site.pass(10 * SECOND)
  await site.moderate('remove', [{ article: slug, id: root.id }])
  await site.project()
  expect((await changes(slug, now())).body).toMatchObject({
    items: [{ id: root.id, kind: 'removed', comment: { author: null, html: '', state: 'removed' } }],
    total: 1,
  })
})

test('no bucket, not even one that is past, gives out the text of a comment that was removed since', async () => {
  const slug = await site.publish('forgotten')
  const { comment } = (await site.post(slug, 'regretted words')).body
  await site.project()
  const bucket = now()
  expect((await changes(slug, bucket)).body.items[0].comment.html).toContain('regretted')
  site.pass(60 * SECOND)
  await site.moderate('remove', [{ article: slug, id: comment.id }])
  const answer = await changes(slug, bucket)
  expect(told(answer)).toEqual([[comment.id, 'removed']])
  expect(JSON.stringify(answer.body)).not.toContain('regretted')
})

test('a held comment appears in nobody’s bucket until it is approved, and then in that of its approval', async () => {
  const slug = await site.publish('held-back', 'held')
  const { comment } = (await site.post(slug, 'patience')).body
  await site.project()
  const early = now()
  expect((await changes(slug, early)).body.items).toEqual([])
  site.pass(30 * 60 * SECOND)
  await site.moderate('approve', [{ article: slug, id: comment.id }])
  await site.project()
  expect(told(await changes(slug, now()))).toEqual([[comment.id, 'posted']])
  expect((await changes(slug, early)).body.items).toEqual([])
})

test('a bucket stays open for a margin after its end, and is then the same for ever', async () => {
  const slug = await site.publish('closing')
  site.pass(10 * SECOND - (site.clock() % (10 * SECOND)))
  const bucket = now()
  await site.post(slug, 'just now')
  await site.project()
  for (const later of [0, 9, 10]) {
    site.pass(later * SECOND)
    const { headers, body } = await changes(slug, bucket)
    expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=2, stale-if-error=60')
    expect(body.next).toBe(bucket)
  }
  site.pass(SECOND)
  const closed = await changes(slug, bucket)
  expect(closed.headers['cache-control']).toBe('public, max-age=172800, immutable')
  expect(Object.keys(closed.body).sort()).toEqual(['items', 'next', 'total'])
  expect(closed.body.next).toBe(bucket + 1)
  site.pass(3600 * SECOND)
  expect((await changes(slug, bucket)).headers.etag).toBe(closed.headers.etag)
  expect((await changes(slug, bucket, { 'if-none-match': closed.headers.etag ?? '' })).status).toBe(304)
})

test('a bucket in which nothing happened is one Query, one in which something did a batch read more', async () => {
  const slug = await site.publish('counted-requests')
  await site.post(slug, 'one')
  await site.project()
  const bucket = now()
  tables.requests()
  await changes(slug, bucket - 1)
  // The first request also reads the article, which the function then keeps for some seconds.
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query'])
  await changes(slug, bucket)
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query', 'BatchGetItem'])
})

test('after a night, one request has every change since, each comment once and as it is now', async () => {
  const slug = await site.publish('night')
  const evening = now()
  const { comment: root, editToken } = (await site.post(slug, 'root')).body
  // Ids of the same millisecond have no order.
  site.pass(SECOND)
  const { comment: doomed } = (await site.post(slug, 'regretted')).body
  await site.project()
  site.pass(60 * SECOND)
  await site.edit(slug, root.id, editToken, 'mended')
  await site.project()
  site.pass(5 * 3600 * SECOND)
  await site.moderate('remove', [{ article: slug, id: doomed.id }])
  await site.project()
  site.pass(3 * 3600 * SECOND)
  const { comment: reply } = (await site.post(slug, 'reply', root.id)).body
  await site.project()
  const answer = await since(slug, evening)
  expect(told(answer)).toEqual([
    [root.id, 'posted'],
    [doomed.id, 'removed'],
    [reply.id, 'posted'],
  ])
  expect(answer.body).toMatchObject({
    items: [{ comment: { html: '<p>mended</p>' } }, {}, {}],
    total: 2,
    next: now() - 1,
  })
  expect(JSON.stringify(answer.body)).not.toContain('regretted')
  expect(told(await since(slug, answer.body.next))).toEqual([[reply.id, 'posted']])
  site.pass(20 * SECOND)
  expect(told(await since(slug, now() - 1))).toEqual([])
})

test('the changes since a bucket are one Query while nothing happened, and an edge may answer them for seconds', async () => {
  const slug = await site.publish('counted-pauses')
  tables.requests()
  const { headers } = await since(slug, now() - 2 * 24 * 360 + 10)
  // The GetItems are of the article and its write shards.
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query'])
  expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=2, stale-if-error=60')
})

test('more changes since a bucket than a page would show one by one are only said', async () => {
  const slug = await site.publish('much-later')
  const from = now()
  for (let count = 0; count < MOST_CHANGED; count++) {
    await site.post(slug, `comment ${count}`)
    if (count % 20 === 0) site.pass(30 * SECOND)
  }
  await site.project()
  site.pass(30 * SECOND)
  expect((await since(slug, from)).body.items).toHaveLength(MOST_CHANGED)
  await site.post(slug, 'one too many')
  await site.project()
  expect((await since(slug, from)).body).toEqual({ items: [], truncated: true, next: now() - 1 })
})

test('too much in one bucket is only said, not told', async () => {
  const slug = await site.publish('crowded')
  for (let count = 0; count < MOST_CHANGED; count++) await site.post(slug, `comment ${count}`)
  await site.project()
  expect((await changes(slug, now())).body.items).toHaveLength(MOST_CHANGED)
  await site.post(slug, 'one too many')
  await site.project()
  expect((await changes(slug, now())).body).toEqual({ items: [], truncated: true, next: now(), now: now() })
})

test('of an article that is spread over write shards only that something changed is noted, once by each process', async () => {
  const slug = await site.publish('hot')
  const epochs = jsonAttribute([{ from: 1, shards: 4 }])
  await tables.comments.client.send(
    new PutItemCommand({ TableName: tables.comments.name, Item: { ...keyOf(shardMapKey(slug)), epochs } }),
  )
  for (let count = 0; count < 20; count++) await site.post(slug, `comment ${count}`)
  const { project, memory } = site.projector()
  await project(await site.records())
  expect((await changes(slug, now())).body).toMatchObject({ items: [], truncated: true })
  const known = [...(memory.feed.noted.get(slug) ?? [])]
  expect(known.filter((entry) => entry === '!')).toHaveLength(1)
})

test('what has not happened yet is not there, and what is forgotten is gone', async () => {
  const slug = await site.publish('times')
  expect((await changes(slug, now() + 1)).status).toBe(200)
  for (const bucket of [now() + 2, 'x', '-1', '1e9', '0', `0${now()}`, '9'.repeat(40), '1.5']) {
    const answer = await changes(slug, bucket)
    expect([bucket, answer.status, answer.body.type]).toEqual([
      bucket,
      404,
      'urn:problem-type:understory:changes-not-found',
    ])
  }
  expect((await since(slug, now() + 1)).status).toBe(200)
  expect((await since(slug, now() + 2)).status).toBe(404)
  expect((await since(slug, 1)).status).toBe(410)
  expect((await changes(slug, now() - 2 * 24 * 360)).status).toBe(410)
  expect((await changes(slug, 1)).status).toBe(410)
  expect((await changes(slug, now() - 2 * 24 * 360 + 10)).status).toBe(200)
  expect((await changes('nowhere', now())).status).toBe(404)
})

test('an entry whose writing took too long is written once more, into the bucket that is then', async () => {
  const start = Date.parse('2026-01-01T00:00:00Z')
  const own = ulid(start, randomBytes)
  const noted = [{ article: 'slow', id: { root: own, own, shard: 0 }, kind: 'posted' as const }]
  // The clock is read before and after each write: from 0 s to 19 s is too long, from 19 s to 20 s is not.
  const seconds = [0, 19, 19, 20]
  const memory = newFeedMemory()
  tables.requests()
  await noteChanges(tables.comments, noted, () => start + (seconds.shift() ?? 20) * SECOND, memory)
  expect(tables.requests()).toEqual(['BatchWriteItem', 'BatchWriteItem'])
  expect(memory.bucket).toBe(bucketAt(start) + 1)
  // What the current bucket has is not noted again.
  await noteChanges(tables.comments, noted, () => start + 19 * SECOND, memory)
  expect(tables.requests()).toEqual([])
})

test('a list says from which bucket to follow it, in a header that leaves its ETag alone', async () => {
  const slug = await site.publish('live-from')
  await site.post(slug, 'one')
  await site.project()
  const first = await site.list(slug)
  expect(first.headers['understory-live-from']).toBe(String(bucketAt(site.clock() - 10 * SECOND)))
  site.pass(60 * SECOND)
  const again = await site.call('GET /v1/articles/{slug}/comments', {
    path: { slug },
    headers: { 'if-none-match': first.headers.etag ?? '' },
  })
  expect(again.status).toBe(304)
  expect(again.headers['understory-live-from']).toBe(String(bucketAt(site.clock() - 10 * SECOND)))
  const second = await site.list(slug, `cursor=${first.body.items[0].id}`)
  expect(second.headers).not.toHaveProperty('understory-live-from')
})

/** A page, and the bucket since which it has to follow. */
type Open = { page: Map<string, string>; from: number }

type Step =
  | { act: 'post' }
  | { act: 'open' }
  | { act: 'ask'; which: number }
  | { act: 'reply' | 'edit' | 'remove' | 'restore'; which: number }
  | { act: 'pass'; seconds: number }
  | { act: 'project'; again: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ act: 'post' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constantFrom('reply', 'edit', 'remove', 'restore' as const), which: fc.nat() }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('project' as const), again: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ act: 'open' as const }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('ask' as const), which: fc.nat() }) },
)

/** The state of a conversation on a page: each comment's state and text, and each root's number of replies. */
async function shown(slug: string): Promise<Map<string, string>> {
  const page = new Map<string, string>()
  for (const root of (await site.list(slug, 'limit=100')).body.items) {
    page.set(root.id, `${root.state} ${root.html}`)
    page.set(`${root.id} replies`, String(root.replies.total))
    for (const reply of (await site.replies(slug, root.id, 'limit=100')).body.items) {
      page.set(reply.id, `${reply.state} ${reply.html}`)
    }
  }
  return page
}

function update(page: Map<string, string>, { body }: Answer): void {
  for (const { id, comment, thread } of body.items) {
    if (!comment) page.delete(id)
    else page.set(id, `${comment.state} ${comment.html}`)
    if (comment && !id.includes('.')) page.set(`${id} replies`, String(comment.replies.total))
    if (thread) page.set(`${thread.id} replies`, String(thread.total))
  }
}

/** Updates a page from the feed, bucket by bucket. */
async function follow(slug: string, page: Map<string, string>, from: number): Promise<void> {
  for (let bucket = from; ; ) {
    const answer = await changes(slug, bucket)
    update(page, answer)
    if (answer.body.next === bucket) return
    bucket = answer.body.next
  }
}

/** Updates a page with one request, as a browser does. */
async function catchUp(slug: string, open: Open): Promise<void> {
  const answer = await since(slug, open.from)
  update(open.page, answer)
  open.from = answer.body.next
}

test('a page that follows from when it was read ends up showing what a page read anew shows', async () => {
  let count = 0
  const seed = seedOf('feed property')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (story) => {
      await site.records()
      const slug = await site.publish(`followed-${++count}`)
      const posted: { id: string; editToken: string }[] = []
      const pages: Open[] = [{ page: await shown(slug), from: bucketAt(site.clock() - 10 * SECOND) }]
      /** These ask after any pauses, in the midst of the story. */
      const asking: Open[] = [{ page: await shown(slug), from: bucketAt(site.clock() - 10 * SECOND) }]
      let delivered: Awaited<ReturnType<typeof site.records>> = []
      for (const move of story) {
        if (move.act === 'pass') site.pass(move.seconds * SECOND)
        else if (move.act === 'project') {
          const records = await site.records()
          // Some records are delivered again.
          await site.project([...delivered.slice(0, move.again), ...records])
          delivered = [...delivered, ...records]
        } else if (move.act === 'open') {
          const from = Number((await site.list(slug)).headers['understory-live-from'])
          pages.push({ page: await shown(slug), from })
          asking.push({ page: await shown(slug), from })
        } else if (move.act === 'ask') {
          const one = asking[move.which % asking.length]
          if (one) await catchUp(slug, one)
        } else if (move.act === 'post') {
          const { body } = await site.post(slug, 'root')
          posted.push({ id: body.comment.id, editToken: body.editToken })
        } else {
          const chosen = posted[move.which % posted.length]
          if (!chosen) continue
          if (move.act === 'reply') {
            const { body, status } = await site.post(slug, 'reply', chosen.id)
            if (status === 201) posted.push({ id: body.comment.id, editToken: body.editToken })
          } else if (move.act === 'edit') await site.edit(slug, chosen.id, chosen.editToken, `edited ${move.which}`)
          else await site.moderate(move.act, [{ article: slug, id: chosen.id }])
        }
      }
      await site.project()
      site.pass(SECOND)
      const fresh = await shown(slug)
      for (const { page, from } of pages) {
        // A page may read at any time: at once, while the last buckets are open, or when all are closed.
        await follow(slug, page, from)
        for (let bucket = now() - 2; bucket <= now(); bucket++) await follow(slug, page, bucket)
        expect([...page].sort()).toEqual([...fresh].sort())
      }
      for (const open of asking) {
        await catchUp(slug, open)
        expect([...open.page].sort()).toEqual([...fresh].sort())
      }
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 30), seed },
  )
}, 120_000)
