import { PLENTY } from '../../test/kit/site/plenty.ts'
import { type Site, siteOver } from '../../test/kit/site/site.ts'
import { type Fault, injectFaults } from '../../test/kit/tables/faults.ts'
import { startTables, type TestTables } from '../../test/kit/tables/tables.ts'
import { canonicalPage } from '../domain/articles/externalPage.ts'

let tables: TestTables
let site: Site
/** The fault of each update of a page's title, and the number of such updates. */
let retitling: Fault = 'none'
let retitled = 0

beforeAll(async () => {
  tables = await startTables()
  injectFaults(tables.comments.client, (command, input) => {
    if (command !== 'UpdateItem' || !JSON.stringify(input).includes('"E#')) return 'none'
    retitled++
    return retitling
  })
  site = await siteOver(tables)
})
afterAll(() => tables.stop())
beforeEach(() => site.set({ allowedOrigins: ['https://blog.example'] }))

let count = 0
/** A page without comments. */
const fresh = () => {
  const url = `https://blog.example/page-${++count}`
  return { url, slug: canonicalPage(url).key, page: { url, title: `Page ${count}` } }
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
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'UpdateItem', 'UpdateItem', 'TransactWriteItems'])
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
  expect(await pointers(slug, { page: { url, title: 7 } })).toEqual([422, '#/page/title'])
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
  const { key } = canonicalPage(url)
  const { status, body } = await post(key, 'text', { page: { url, title: 'Evil' } })
  expect([status, body.type]).toEqual([403, 'urn:problem-type:understory:origin-not-allowed'])
  expect((await site.list(key)).status).toBe(404)
})

test('one address may register so many pages an hour; on pages that are known it may go on', async () => {
  site.set({ newPagesPerHour: 2 })
  const [one, other, third] = [fresh(), fresh(), fresh()]
  const first = (to: typeof one, address = '198.51.100.19') => post(to.slug, 'text', { page: to.page }, {}, address)
  expect([(await first(one)).status, (await first(other)).status]).toEqual([201, 201])
  const refused = await first(third)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1800'])
  expect((await ask(third.url)).body.registered).toBe(false)
  expect((await first(one)).status).toBe(201)
  expect((await first(third, '198.51.100.20')).status).toBe(201)
  expect((await first(third)).status).toBe(201)
  site.set(PLENTY)
})

test('who is over the limit registers no page, and an answer to nothing neither', async () => {
  site.set({ commentsPerMinute: 1 })
  const [one, other, third] = [fresh(), fresh(), fresh()]
  expect((await post(one.slug, 'text', { page: one.page }, {}, '198.51.100.9')).status).toBe(201)
  expect((await post(other.slug, 'text', { page: other.page }, {}, '198.51.100.9')).status).toBe(429)
  site.set(PLENTY)
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

test('from a page elsewhere, a first comment and those after it are taken from origins that are allowed', async () => {
  const { slug, url, page } = fresh()
  const refused = await post(slug, 'from afar', { page }, { origin: 'https://evil.example' })
  expect([refused.status, refused.body.type]).toEqual([403, 'urn:problem-type:understory:origin-not-allowed'])
  expect((await ask(url)).body.registered).toBe(false)
  // A page's canonical address may be on another site than the page.
  site.set({ allowedOrigins: ['https://blog.example', 'https://other.example'] })
  const key = { 'idempotency-key': 'sent-again-from-elsewhere' }
  const answer = await post(slug, 'first', { page }, { ...key, origin: 'https://other.example' })
  expect(answer.status).toBe(201)
  for (const origin of ['https://blog.example', 'http://localhost'])
    expect((await post(slug, `from ${origin}`, { page }, { origin })).status).toBe(201)
  expect((await post(slug, 'second', { page }, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(slug, 'first', { page }, { ...key, origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(slug, 'first', { page }, key)).body).toEqual(answer.body)
})

describe('what a page is called', () => {
  const ORIGIN = 'https://blog.example'
  const titleOf = async (url: string): Promise<string> => (await ask(url)).body.title
  /** Posts a comment from a page with this title. */
  const say = (slug: string, url: string, title: unknown, origin = ORIGIN) =>
    post(slug, 'text', { page: { url, title } }, { origin })

  test.each([
    ['a'.repeat(5000), `${'a'.repeat(199)}…`],
    ['gpj\u202Eexe', 'gpjexe'],
    ['Fog\n \u0085 on\u200B the\u000Bbar', 'Fog on the bar'],
    ['\uD83D', undefined],
    ['\u200B\u00AD', undefined],
    ['  ', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is no reason to refuse a comment', async (said, title) => {
    const { slug, url } = fresh()
    const { status } = await say(slug, url, said)
    expect([status, await titleOf(url)]).toEqual([201, title ?? url])
  })

  test('a later comment betters it, for one write more, and only where it differs', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Loading…')
    retitled = 0
    expect((await say(slug, url, 'Fog')).status).toBe(201)
    expect(await titleOf(url)).toBe('Fog')
    await say(slug, url, ' Fog\u200E ')
    expect(retitled).toBe(1)
  })

  test('an empty one that comes later changes nothing', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Fog')
    for (const empty of ['', '\u202E', undefined]) await say(slug, url, empty)
    expect(await titleOf(url)).toBe('Fog')
  })

  test('only a page of an allowed site may better it: no program, and no other site', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Fog')
    for (const origin of ['http://localhost', 'https://evil.example', 'null', `${ORIGIN}.evil.example`])
      await say(slug, url, 'Buy pills', origin)
    await post(slug, 'text', { page: { url, title: 'Buy pills' } })
    expect(await titleOf(url)).toBe('Fog')
    site.set({ allowedOrigins: [ORIGIN, 'https://www.blog.example'] })
    await say(slug, url, 'Fog on the bar', 'https://www.blog.example')
    expect(await titleOf(url)).toBe('Fog on the bar')
  })

  test('titles that alternate cost one write an hour, and a wrong one is mended by the next reader after that', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Fog')
    await say(slug, url, 'Buy pills')
    retitled = 0
    for (const title of ['(1) Fog', '(2) Fog', 'Fog']) await say(slug, url, title)
    expect(retitled).toBe(0)
    site.pass(60 * 60 * 1000)
    await say(slug, url, 'Fog')
    expect(await titleOf(url)).toBe('Fog')
  })

  test('a moderator’s stays for good', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Loading…')
    await site.call('PATCH /v1/moderation/pages/{slug}', {
      groups: ['moderator'],
      path: { slug },
      body: { title: 'Fog' },
    })
    site.pass(60 * 60 * 1000)
    await say(slug, url, 'Another')
    expect(await titleOf(url)).toBe('Fog')
  })

  test('a moderator who only holds the page leaves its title open, but to no comment that is held', async () => {
    const { slug, url } = fresh()
    const hold = (policy: string) =>
      site.call('PATCH /v1/moderation/pages/{slug}', {
        groups: ['moderator'],
        path: { slug },
        body: { comments: { policy } },
      })
    await say(slug, url, 'Loading…')
    await hold('held')
    expect((await say(slug, url, 'Buy pills')).status).toBe(202)
    expect(await titleOf(url)).toBe('Loading…')
    await hold('open')
    await say(slug, url, 'Fog')
    expect(await titleOf(url)).toBe('Fog')
  })

  test('a comment that is sent again is the same, though its page has its title by now', async () => {
    const { slug, url } = fresh()
    const key = { origin: ORIGIN, 'idempotency-key': 'before-the-title-came' }
    const first = await post(slug, 'first', { page: { url, title: 'Loading…' } }, key)
    expect(await post(slug, 'first', { page: { url, title: 'Fog' } }, key)).toEqual(first)
    expect((await post(slug, 'another', { page: { url, title: 'Fog' } }, key)).status).toBe(422)
  })

  test('a comment is stored though its page’s title could not be', async () => {
    const { slug, url } = fresh()
    await say(slug, url, 'Loading…')
    const errors: unknown[] = []
    const loud = console.error
    console.error = (line: unknown) => errors.push(line)
    retitling = 'throttle'
    expect((await say(slug, url, 'Fog')).status).toBe(201)
    retitling = 'none'
    console.error = loud
    expect(errors).toEqual([
      expect.objectContaining({ message: 'The title of a page could not be updated', page: url }),
    ])
    expect(await titleOf(url)).toBe('Loading…')
  })
})
