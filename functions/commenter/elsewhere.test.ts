import { type Site, siteOver } from '../../test/support/site.ts'
import { startTables, type TestTables } from '../../test/support/tables.ts'
import { whereabouts } from '../domain/elsewhere.ts'

let tables: TestTables
let site: Site

beforeAll(async () => {
  tables = await startTables()
  site = await siteOver(tables)
})
afterAll(() => tables.stop())
beforeEach(() => site.set({ allowedOrigins: ['https://blog.example'] }))

let count = 0
/** A page that nobody has commented on. */
const fresh = () => {
  const url = `https://blog.example/page-${++count}`
  return { url, slug: whereabouts(url).key, page: { url, title: `Page ${count}` } }
}

const post = (slug: string, text: string, more: object = {}, headers: Record<string, string> = {}, address?: string) =>
  site.call('POST /v1/articles/{slug}/comments', {
    path: { slug },
    headers,
    body: { author: { name: 'Ada' }, text, ...more },
    ...(address && { address }),
  })

const ask = (url: string) => site.call('GET /v1/pages', { query: `url=${encodeURIComponent(url)}` })
const countsOf = async (query: string) => (await site.call('GET /v1/comment-counts', { query })).body.counts

test('the first comment registers the page, in the same transaction; the next need not name it', async () => {
  const { slug, url, page } = fresh()
  tables.requests()
  const first = await post(slug, 'first', { page })
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'TransactWriteItems'])
  expect([first.status, first.headers.location]).toEqual([
    201,
    `/v1/articles/${slug}/comments/${first.body.comment.id}`,
  ])
  expect((await post(slug, 'second')).status).toBe(201)
  expect((await post(slug, 'third', { page: { url, title: 'Renamed' } })).status).toBe(201)
  expect((await ask(`${url}#x`)).body).toMatchObject({ slug, registered: true, title: page.title })
})

test('everything works there that works under an article', async () => {
  const { slug, url, page } = fresh()
  const { comment, editToken } = (await post(slug, 'root', { page })).body
  const reply = (await post(slug, 'reply', { parentId: comment.id })).body.comment
  expect((await site.edit(slug, comment.id, editToken, 'mended')).status).toBe(200)
  const voted = await site.vote(slug, comment.id, 1)
  expect((await site.votes(slug, [comment.id], voted.body.voter)).body.votes).toEqual({ [comment.id]: 1 })
  expect((await site.report(slug, reply.id, { reason: 'spam' })).status).toBe(202)
  await site.project()

  expect((await site.list(slug)).body).toMatchObject({
    total: 2,
    items: [{ id: comment.id, html: '<p>mended</p>', score: 1, replies: { total: 1, items: [{ id: reply.id }] } }],
  })
  expect((await site.list(slug, 'sort=top')).body.items[0].id).toBe(comment.id)
  expect((await site.get(slug, reply.id)).body.html).toBe('<p>reply</p>')
  expect((await site.replies(slug, comment.id)).body.items).toHaveLength(1)
  expect(await countsOf(`slug=${slug}&url=${encodeURIComponent(`${url}?utm_source=x`)}`)).toEqual({
    [slug]: 2,
    [`${url}?utm_source=x`]: 2,
  })
  const recent = await site.call('GET /v1/comments', {})
  expect(recent.body.items[0]).toMatchObject({ id: reply.id, article: { slug, title: page.title, url } })
  const bucket = String(Math.floor(site.clock() / 10_000))
  const changes = await site.call('GET /v1/articles/{slug}/changes/{bucket}', { path: { slug, bucket } })
  expect(changes.body.items.map(({ id }: { id: string }) => id)).toContain(comment.id)

  expect((await site.queue('status=reported')).body.items).toMatchObject([{ id: reply.id, article: slug }])
  const decided = await site.moderate('remove', [{ article: slug, id: reply.id }])
  expect(decided.body.results).toEqual([{ id: reply.id, ok: true }])
  await site.project()
  expect((await site.list(slug)).body.total).toBe(1)
  expect((await site.remove(slug, comment.id, editToken)).status).toBe(204)
  await site.project()
  expect(await countsOf(`slug=${slug}`)).toEqual({ [slug]: 0 })
})

test('of many first comments at once none is refused, and one decides what the page is called', async () => {
  const { slug, url } = fresh()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => post(slug, `first ${i}`, { page: { url, title: `Title ${i}` } })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  await site.project()
  expect((await site.list(slug)).body.total).toBe(20)
  const { title } = (await ask(url)).body
  expect(title).toMatch(/^Title \d+$/)
  await post(slug, 'late', { page: { url, title: 'Another' } })
  expect((await ask(url)).body.title).toBe(title)
})

test('a page that is missing, another one, or where there is none is refused', async () => {
  const { slug, url, page } = fresh()
  const pointers = async (of: string, more: object) => {
    const { status, body } = await post(of, 'text', more)
    return [status, ...(body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer)]
  }
  expect(await pointers(slug, {})).toEqual([422, '#/page'])
  expect(await pointers(slug, { page: { ...page, url: `${url}/other` } })).toEqual([422, '#/page/url'])
  expect(await pointers(slug, { page: { ...page, url: 'https://evil.example/' } })).toEqual([422, '#/page/url'])
  expect(await pointers(slug, { page: { url } })).toEqual([422, '#/page/title'])
  expect(await pointers(slug, { page: { url, title: 'a'.repeat(201) } })).toEqual([422, '#/page/title'])
  expect(await pointers(slug, { page: { url, title: 'gpj\u202Eexe' } })).toEqual([422, '#/page/title'])
  expect(await pointers(slug, { page: { url, title: '\u200B\n' } })).toEqual([422, '#/page/title'])
  expect(await pointers(slug, { page: { ...page, html: '' } })).toEqual([422, '#/page/html'])
  expect(await pointers(await site.publish('ours'), { page })).toEqual([422, '#/page'])
  expect(await pointers('~nonsense', { page })).toEqual([422, '#/page'])
  for (const bad of ['javascript:alert(1)', 'https://blog.example@evil.example/', 'https://u:p@blog.example/']) {
    expect(await pointers(slug, { page: { ...page, url: bad } })).toEqual([422, '#/page/url'])
  }
  expect((await ask(url)).body.registered).toBe(false)
})

test.each([
  'http://blog.example/a',
  'https://blog.example:8443/a',
  'https://blog.example.evil.example/a',
  'https://evil.example/https://blog.example/a',
  'https://blоg.example/a',
])('nothing is stored for a page of an origin that is not allowed: %s', async (url) => {
  const { key } = whereabouts(url)
  const { status, body } = await post(key, 'text', { page: { url, title: 'Evil' } })
  expect([status, body.type]).toEqual([403, 'urn:problem-type:understory:origin-not-allowed'])
  expect((await site.list(key)).status).toBe(404)
})

test('who is over the limit registers no page, and an answer to nothing neither', async () => {
  site.set({ commentsPerMinute: 1 })
  const [one, other, third] = [fresh(), fresh(), fresh()]
  expect((await post(one.slug, 'text', { page: one.page }, {}, '198.51.100.9')).status).toBe(201)
  expect((await post(other.slug, 'text', { page: other.page }, {}, '198.51.100.9')).status).toBe(429)
  site.set({ commentsPerMinute: 100_000 })
  const parentId = '01JBADBADBADBADBADBADBADBA'
  expect((await post(third.slug, 'text', { page: third.page, parentId })).status).toBe(404)
  expect([(await ask(other.url)).body.registered, (await ask(third.url)).body.registered]).toEqual([false, false])
})

test('once the origin is no more allowed, what was said stays and nothing is added, but a repeat is answered', async () => {
  const { slug, url, page } = fresh()
  const key = { 'idempotency-key': 'before-it-was-removed' }
  const first = await post(slug, 'in time', { page }, key)
  site.set({ allowedOrigins: [] })
  expect((await post(slug, 'late', { page })).status).toBe(403)
  expect((await post(slug, 'late')).status).toBe(403)
  expect(await post(slug, 'in time', { page }, key)).toEqual(first)
  expect((await post(slug, 'another', { page }, key)).status).toBe(422)
  expect((await site.list(slug)).body.items).toHaveLength(1)
  expect((await ask(url)).body).toMatchObject({ registered: true, comments: { policy: 'closed' } })
})

test('a first comment that a browser sends comes from a site that is allowed, or from this one', async () => {
  const first = (origin: string | undefined, headers: Record<string, string> = {}) => {
    const { slug, page } = fresh()
    return post(slug, 'first', { page }, { ...headers, ...(origin !== undefined && { origin }) })
  }
  site.set({ allowedOrigins: ['https://blog.example', 'https://other.example'] })
  // A program sends none; the test's requests ask `localhost`.
  for (const origin of ['https://blog.example', 'https://other.example', 'http://localhost', undefined])
    expect((await first(origin)).status).toBe(201)
  for (const origin of [
    'https://evil.example',
    'https://blog.example.evil.example',
    'http://blog.example',
    'https://blog.example:8443',
    'null',
    '',
  ]) {
    const { status, body } = await first(origin)
    expect([origin, status, body.type]).toEqual([origin, 403, 'urn:problem-type:understory:origin-not-allowed'])
    expect(body.detail).toContain('allowedOrigins')
  }
})

test('a first comment from elsewhere registers nothing; once there is one, others are as free as under an article', async () => {
  const { slug, url, page } = fresh()
  expect((await post(slug, 'from afar', { page }, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask(url)).body.registered).toBe(false)
  const key = { origin: 'https://blog.example', 'idempotency-key': 'sent-again-from-elsewhere' }
  const answer = await post(slug, 'first', { page }, key)
  expect(await post(slug, 'first', { page }, { ...key, origin: 'https://evil.example' })).toEqual(answer)
  expect((await post(slug, 'second', { page }, { origin: 'https://evil.example' })).status).toBe(201)
})
