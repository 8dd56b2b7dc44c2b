/** The change feed of a conversation. */
import { asEditor, call, get } from '../../kit/http/client.ts'
import {
  articlePath,
  commentPath,
  commentsPath,
  decide,
  editorPath,
  eventually,
  having,
  post,
  publish,
  publishWithPolicy,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Changes } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const bucketNow = () => Math.floor(Date.now() / 10_000)
const changesPath = (slug: string, bucket: number | string) => `${articlePath(slug)}/changes/${bucket}`
const sincePath = (slug: string, bucket: number | string) => `${articlePath(slug)}/changes/since/${bucket}`
const read = async (slug: string, bucket: number) => having(200, await get<Changes>(changesPath(slug, bucket))).body

/** The bucket from which a page that is loaded now must follow. */
async function liveFrom(slug: string): Promise<number> {
  const { headers } = having(200, await get(commentsPath(slug)))
  expect(headers['understory-live-from']).toMatch(/^\d+$/)
  return Number(headers['understory-live-from'])
}

/** All changes from a bucket on. */
async function follow(slug: string, from: number) {
  const items: Changes['items'] = []
  for (let bucket = from; bucket <= bucketNow(); bucket++) items.push(...(await read(slug, bucket)).items)
  return items
}

test('a page hears of new comments, replies, edits and removals, as they are now', async () => {
  const slug = await publish()
  const from = await liveFrom(slug)
  const { comment: root, editToken } = await post(slug, 'root')
  const { comment: reply } = await post(slug, 'reply', root.id)
  const { comment: doomed } = await post(slug, 'regretted')
  await eventually(async () => {
    const changes = new Map((await follow(slug, from)).map((item) => [item.id, item]))
    expect(changes.get(root.id)).toMatchObject({
      kind: 'posted',
      comment: { html: '<p>root</p>', replies: { total: 1 } },
    })
    expect(changes.get(reply.id)).toMatchObject({ kind: 'posted', thread: { id: root.id, total: 1 } })
    expect(changes.get(doomed.id)).toMatchObject({ kind: 'posted' })
  })
  having(200, await call('PATCH', commentPath(slug, root.id), { token: editToken, body: { text: 'mended' } }))
  await decide('remove', slug, [doomed.id])
  await eventually(async () => {
    const items = await follow(slug, from)
    const last = new Map(items.map((item) => [item.id, item]))
    expect(last.get(root.id)?.comment?.html).toBe('<p>mended</p>')
    expect(last.get(doomed.id)).toMatchObject({ kind: 'removed' })
    expect(JSON.stringify(items)).not.toContain('regretted')
  })
})

test('one request has all changes since a bucket, and says since which to ask next', async () => {
  const slug = await publish()
  const from = await liveFrom(slug)
  const { comment } = await post(slug, 'one')
  await eventually(async () => {
    const { body, headers } = having(200, await get<Changes>(sincePath(slug, from - 100)))
    expect(body.items).toMatchObject([{ id: comment.id, kind: 'posted', comment: { html: '<p>one</p>' } }])
    expect(body.next).toBeGreaterThanOrEqual(from)
    expect(body.next).toBeLessThanOrEqual(bucketNow())
    expect(headers['cache-control']).toMatch(/^public, max-age=0, s-maxage=\d\b/)
  })
  expect(having(200, await get<Changes>(sincePath(slug, from - 100))).headers.etag).toMatch(/^"[^"]+"$/)
  expectProblem(await get(sincePath(slug, bucketNow() + 3)), 404, 'changes-not-found')
  expectProblem(await get(sincePath(slug, bucketNow() - 20_000)), 410, 'changes-gone')
})

test('a vote changes the score that the feed tells', async () => {
  const slug = await publish()
  const { comment } = await post(slug, 'score')
  const from = await liveFrom(slug)
  having(200, await call('PUT', `${commentPath(slug, comment.id)}/vote`, { body: { value: 1 } }))
  await eventually(async () => {
    const changes = (await follow(slug, from)).filter((item) => item.id === comment.id)
    expect(changes.at(-1)?.comment?.score).toBe(1)
  })
})

test('a comment that was held appears when it is approved', async () => {
  const slug = await publishWithPolicy('held')
  const from = await liveFrom(slug)
  const { comment } = await post(slug, 'patience')
  expect(await follow(slug, from)).toEqual([])
  await decide('approve', slug, [comment.id])
  await eventually(async () => expect((await follow(slug, from)).map(({ id }) => id)).toEqual([comment.id]))
})

test('what is past is the same for ever; what is not may be asked for again', async () => {
  const slug = await publish()
  const past = await get<Changes>(changesPath(slug, bucketNow() - 10))
  expect(past.headers['cache-control']).toBe('public, max-age=172800, immutable')
  expect(past.body).toEqual({ items: [], next: bucketNow() - 9 })
  expect(past.headers.etag).toMatch(/^"[^"]+"$/)
  const bucket = bucketNow()
  const open = await get<Changes>(changesPath(slug, bucket))
  expect(open.headers['cache-control']).toMatch(/^public, max-age=0, s-maxage=\d\b/)
  expect(open.body).toMatchObject({ items: [], next: bucket })
})

test('what is still to come, is no bucket or has no article is not there; what is long past is gone', async () => {
  const slug = await publish()
  for (const bucket of [bucketNow() + 3, 'now', '-1', '1.5', '0', '9'.repeat(30)]) {
    expectProblem(await get(changesPath(slug, bucket)), 404, 'changes-not-found')
  }
  expectProblem(await get(changesPath(slug, bucketNow() - 20_000)), 410, 'changes-gone')
  expectProblem(await get(changesPath(unique('nowhere'), bucketNow())), 404, 'article-not-found')
  expectProblem(await get(`${changesPath(slug, bucketNow())}?since=1`), 422, 'invalid-input', ['?since'])
})

test('an article with a new slug is followed there', async () => {
  const old = await publish()
  const slug = unique('renamed')
  having(200, await asEditor('PATCH', editorPath(old), { headers: { 'if-match': '"1"' }, body: { slug } }))
  const bucket = bucketNow()
  await eventually(async () => {
    const { status, headers } = await get(changesPath(old, bucket))
    expect([status, headers.location]).toEqual([301, expect.stringContaining(changesPath(slug, bucket))])
  })
})
