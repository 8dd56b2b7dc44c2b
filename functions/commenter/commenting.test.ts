import { type Site, siteOver } from '../../test/support/site.ts'
import { startTables, type TestTables } from '../../test/support/tables.ts'

let tables: TestTables
let site: Site

beforeAll(async () => {
  tables = await startTables()
  site = await siteOver(tables)
})
afterAll(() => tables.stop())

let count = 0
const fresh = (policy?: 'open' | 'held' | 'closed') => site.publish(`story-${++count}`, policy)

describe('posting', () => {
  test('a comment is there at once, and counted once the projector ran', async () => {
    const slug = await fresh()
    const posted = await site.post(slug, 'Hello *there*')
    expect(posted.status).toBe(201)
    expect(posted.headers.location).toBe(`/v1/articles/${slug}/comments/${posted.body.comment.id}`)
    expect(posted.body.comment).toMatchObject({
      html: '<p>Hello <em>there</em></p>',
      state: 'published',
      parentId: null,
    })
    expect((await site.list(slug)).body).toMatchObject({
      total: 0,
      items: [{ id: posted.body.comment.id }],
      nextCursor: null,
    })
    await site.project()
    expect((await site.list(slug)).body.total).toBe(1)
    expect((await site.list(slug, 'sort=oldest')).body.total).toBe(1)
    expect((await site.get(slug, posted.body.comment.id)).body).toEqual(posted.body.comment)
  })

  test('is one transaction, and a reply reads its root and parent before, in one request', async () => {
    const slug = await fresh()
    tables.requests()
    const { body } = await site.post(slug, 'root')
    expect(tables.requests()).toEqual(['BatchGetItem', 'TransactWriteItems'])
    await site.post(slug, 'reply', body.comment.id)
    expect(tables.requests()).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems'])
  })

  test('the same key fifty times at once stores one comment, and all answers name it', async () => {
    const slug = await fresh()
    const headers = { 'idempotency-key': 'fifty-times-at-once' }
    const answers = await Promise.all(Array.from({ length: 50 }, () => site.post(slug, 'once', undefined, headers)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await site.list(slug)).body.items).toHaveLength(1)
  })

  test('a repeat is answered as the first even when it would be refused now', async () => {
    const slug = await fresh()
    const root = await site.post(slug, 'root')
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const first = await site.post(slug, 'reply', root.body.comment.id, headers)
    await site.remove(slug, root.body.comment.id, root.body.editToken)
    expect((await site.post(slug, 'another', root.body.comment.id)).status).toBe(409)
    expect(await site.post(slug, 'reply', root.body.comment.id, headers)).toEqual(first)
  })

  test('the same key with another body is refused, and after a day the key is free again', async () => {
    const slug = await fresh()
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    await site.post(slug, 'one', undefined, headers)
    expect((await site.post(slug, 'two', undefined, headers)).body.type).toMatch(/idempotency-key-reused$/)
    site.pass(25 * 60 * 60 * 1000)
    expect((await site.post(slug, 'two', undefined, headers)).status).toBe(201)
  })

  test('an address may post so often in a minute and no more, however many try at once', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 5 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => site.post(slug, `try ${i}`, undefined, {}, '198.51.100.7')),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(15)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect((await site.post(slug, 'a neighbour', undefined, {}, '198.51.100.8')).status).toBe(201)
    site.pass(60_000)
    expect((await site.post(slug, 'a minute later', undefined, {}, '198.51.100.7')).status).toBe(201)
    site.set({ commentsPerMinute: 100_000 })
  })

  test('a repeat and a refused comment do not count against the minute', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 1 })
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const address = '198.51.100.9'
    expect((await site.post(slug, '', undefined, {}, address)).status).toBe(422)
    const first = await site.post(slug, 'first', undefined, headers, address)
    expect(first.status).toBe(201)
    expect(await site.post(slug, 'first', undefined, headers, address)).toEqual(first)
    site.set({ commentsPerMinute: 100_000 })
  })
})

describe('refusals', () => {
  test('are told in the language that is asked for, each fault too; to others in English', async () => {
    const slug = await fresh()
    const post = (language: string | undefined, body: object) =>
      site.call('POST /v1/articles/{slug}/comments', {
        path: { slug },
        headers: language === undefined ? {} : { 'accept-language': language },
        body,
      })
    const faulty = { author: { name: 'Ada', url: 'ftp://x' }, text: '> '.repeat(200) }
    const { status, headers, body } = await post('de', faulty)
    expect(status).toBe(422)
    expect(headers).toMatchObject({ 'content-language': 'de', vary: 'Accept-Language' })
    expect(body.errors).toEqual([
      { pointer: '#/author/url', detail: 'Eine Webadresse beginnt mit https:// oder http://.' },
      { pointer: '#/text', detail: expect.stringContaining('verschachtelt') },
    ])
    for (const language of [undefined, '*', 'xx']) {
      const plain = await post(language, faulty)
      expect(plain.headers).not.toHaveProperty('content-language')
      expect(plain.headers).toMatchObject({ vary: 'Accept-Language' })
      expect(plain.body.detail).toBe('2 things need mending.')
    }
    expect((await post('de', { author: { name: 'Ada' }, text: '[a](b)'.repeat(1300) })).body.errors).toEqual([
      { pointer: '#/text', detail: expect.stringMatching(/^Das enthält zu viel Formatierung/) },
    ])
    const reused = { 'idempotency-key': 'asked-in-two-ways', 'accept-language': 'de' }
    await site.post(slug, 'one', undefined, reused)
    const other = await site.post(slug, 'two', undefined, reused)
    expect([other.status, other.headers.vary, other.headers['content-language']]).toEqual([
      422,
      'Accept-Language',
      undefined,
    ])
    expect(other.body.detail).toMatch(/Idempotency-Key/)
    await site.publish(slug, 'closed')
    expect((await post('fr;q=0.1, de-CH', { author: { name: 'Ada' }, text: 'Late' })).body).toMatchObject({
      type: 'urn:problem-type:understory:comments-closed',
      detail: 'Die Kommentare zu diesem Artikel sind geschlossen.',
    })
  })
})

describe('replies', () => {
  test('answer replies of the same root, up to eight deep', async () => {
    const slug = await fresh()
    let parent = (await site.post(slug, 'depth 0')).body.comment.id
    for (let depth = 1; depth <= 8; depth++) {
      const reply = await site.post(slug, `depth ${depth}`, parent)
      expect(reply.status).toBe(201)
      expect(reply.body.comment.parentId).toBe(parent)
      parent = reply.body.comment.id
    }
    const tooDeep = await site.post(slug, 'depth 9', parent)
    expect(tooDeep.status).toBe(422)
    expect(tooDeep.body.errors[0].pointer).toBe('#/parentId')
  })

  test('are younger than what they answer, even when the clock goes backwards', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment
    site.pass(-5000)
    const first = (await site.post(slug, 'reply', root.id)).body.comment
    const second = (await site.post(slug, 'reply to it', first.id)).body.comment
    site.pass(5000)
    expect(Date.parse(first.createdAt)).toBe(Date.parse(root.createdAt) + 1)
    expect(Date.parse(second.createdAt)).toBe(Date.parse(root.createdAt) + 2)
  })

  test('cannot answer a comment of another article, a held one or none', async () => {
    const [slug, other, held] = [await fresh(), await fresh(), await fresh('held')]
    const root = (await site.post(other, 'root')).body.comment.id
    const waiting = (await site.post(held, 'waiting')).body.comment.id
    for (const [article, parent] of [
      [slug, root],
      [held, waiting],
      [slug, 'garbage'],
      [slug, `${root}.${root}`],
    ] as const) {
      expect((await site.post(article, 'reply', parent)).body).toMatchObject({
        status: 404,
        type: expect.stringMatching(/parent-not-found$/),
      })
    }
    const reply = (await site.post(other, 'reply', root)).body.comment.id
    expect((await site.post(slug, 'reply', reply)).status).toBe(404)
  })

  test('the preview is what the list of replies begins with', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment.id
    for (let i = 0; i < 4; i++) {
      // Two replies in one millisecond have no order.
      site.pass(1)
      await site.post(slug, `reply ${i} ${'long '.repeat(i * 100)}`, root)
    }
    await site.project()
    const [thread] = (await site.list(slug)).body.items
    expect(thread.replies).toMatchObject({ total: 4, items: [{ parentId: root }, { shortened: true }] })
    const rest = (await site.replies(slug, root, `cursor=${thread.replies.nextCursor}`)).body
    const all = (await site.replies(slug, root)).body
    expect([...thread.replies.items, ...rest.items].map(({ id }) => id)).toEqual(
      all.items.map(({ id }: { id: string }) => id),
    )
  })
})

describe('reading', () => {
  test('each public read is one request for the comments', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment.id
    const reply = (await site.post(slug, 'reply', root)).body.comment.id
    await site.project()
    tables.requests()
    await site.list(slug)
    expect(tables.requests()).toEqual(['BatchGetItem', 'Query'])
    await site.list(slug, 'sort=oldest&limit=1')
    expect(tables.requests()).toEqual(['BatchGetItem', 'Query'])
    await site.replies(slug, root)
    expect(tables.requests()).toEqual(['BatchGetItem', 'Query'])
    await site.get(slug, reply)
    expect(tables.requests()).toEqual(['BatchGetItem', 'GetItem'])
  })

  test.each([1, 2, 3, 7, 100])('pages of %i give every comment once, in order, both ways', async (limit) => {
    const slug = await fresh()
    const posted: string[] = []
    for (let i = 0; i < 7; i++) {
      posted.push((await site.post(slug, `comment ${i}`)).body.comment.id)
      site.pass(1)
    }
    if (limit % 2) await site.project()
    for (const sort of ['oldest', 'newest']) {
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await site.list(slug, `sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`)
        expect(body.items.length).toBeLessThanOrEqual(limit)
        expect('total' in body).toBe(cursor === '')
        seen.push(...body.items.map(({ id }: { id: string }) => id))
        if (body.nextCursor === null) break
        expect(body.items).toHaveLength(limit)
        cursor = body.nextCursor
      }
      expect(seen).toEqual(sort === 'oldest' ? posted : posted.toReversed())
    }
  })

  test('a page of very long comments ends early and goes on', async () => {
    const slug = await fresh()
    // Quotation marks grow sixfold as HTML: 40 of these are more than the 1 MB that one Query returns.
    for (let i = 0; i < 40; i++) await site.post(slug, '"'.repeat(8000))
    const first = (await site.list(slug, 'limit=100')).body
    expect(first.items.length).toBeLessThan(40)
    const second = (await site.list(slug, `limit=100&cursor=${first.nextCursor}`)).body
    expect(first.items.length + second.items.length).toBe(40)
    expect(second.nextCursor).toBeNull()
  })
})

describe('changing', () => {
  test('an author edits within the window, and the projector leaves the counts alone', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'befor')).body
    await site.project()
    const edited = await site.edit(slug, comment.id, editToken, 'before')
    expect(edited.body.comment).toMatchObject({
      html: '<p>before</p>',
      editedAt: expect.any(String),
      createdAt: comment.createdAt,
    })
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ html: '<p>before</p>' }] })
    site.pass(15 * 60 * 1000 + 1)
    expect((await site.edit(slug, comment.id, editToken, 'late')).body.type).toMatch(/edit-window-passed$/)
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(403)
  })

  test('only with the token of that very comment', async () => {
    const slug = await fresh()
    const mine = (await site.post(slug, 'mine')).body
    const yours = (await site.post(slug, 'yours')).body
    expect((await site.edit(slug, yours.comment.id, mine.editToken, 'x')).status).toBe(403)
    expect(
      (await site.call('DELETE /v1/articles/{slug}/comments/{id}', { path: { slug, id: mine.comment.id } })).status,
    ).toBe(401)
    expect((await site.edit(await fresh(), mine.comment.id, mine.editToken, 'x')).status).toBe(404)
  })

  test('an edit that changes nothing leaves no trace', async () => {
    for (const policy of ['open', 'held'] as const) {
      const slug = await fresh(policy)
      const { comment, editToken } = (await site.post(slug, 'As it was')).body
      const answer = await site.edit(slug, comment.id, editToken, 'As it was')
      expect([answer.status, answer.body.comment ?? answer.body]).toEqual([200, comment])
    }
  })

  test('edits at once: each is either applied to what it read, or told that it came too late', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'text')).body
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => site.edit(slug, comment.id, editToken, text)))
    const applied = answers.filter(({ status }) => status === 200)
    expect(applied.length).toBeGreaterThan(0)
    for (const { status, body } of answers) {
      if (status !== 200) expect(body).toMatchObject({ status: 409, type: expect.stringMatching(/comment-changed$/) })
    }
    // Every applied edit made a version of its own: none was overwritten unseen.
    const { version } = (await site.source(slug, comment.id, editToken)).body
    expect(version).toBe(1 + applied.length)
    expect(applied.map(({ body }) => body.comment.html)).toContain((await site.get(slug, comment.id)).body.html)
  })

  test('a deleted comment leaves a tombstone without name or text, swept after a minute', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'regret')).body
    await site.project()
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(204)
    await site.project()
    const { body } = await site.list(slug)
    expect(body).toMatchObject({ total: 0, items: [{ id: comment.id, state: 'removed', author: null, html: '' }] })
    expect(await site.sweep()).toBe(0)
    site.pass(60_001)
    expect(await site.sweep()).toBe(1)
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({ total: 0, items: [] })
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(404)
  })

  test('an answered tombstone stays until its last answer is gone, then all of them go', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body
    const reply = (await site.post(slug, 'reply', root.comment.id)).body
    const nested = (await site.post(slug, 'nested', reply.comment.id)).body
    await site.remove(slug, root.comment.id, root.editToken)
    await site.remove(slug, reply.comment.id, reply.editToken)
    site.pass(61_000)
    expect(await site.sweep()).toBe(0)
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({
      total: 1,
      items: [{ state: 'removed', replies: { total: 1 } }],
    })
    await site.remove(slug, nested.comment.id, nested.editToken)
    for (const swept of [1, 1, 1]) {
      site.pass(61_000)
      expect(await site.sweep()).toBe(swept)
    }
    expect((await site.list(slug)).body.items).toEqual([])
  })
})

test('of an article that is not public nothing is told: no comments, no new address, no deletion', async () => {
  const slug = await fresh()
  const root = (await site.post(slug, 'root')).body.comment.id
  await site.publish(slug, 'open', { status: 'draft', publishedAt: null, slug: 'renamed-in-secret' })
  for (const { status } of [
    await site.list(slug),
    await site.get(slug, root),
    await site.replies(slug, root),
    await site.post(slug, 'x'),
  ]) {
    expect(status).toBe(404)
  }
  await site.publish(slug, 'open', { status: 'draft', publishedAt: null, deletedAt: '2026-01-01T00:00:00.000Z' })
  expect((await site.list(slug)).status).toBe(404)
  await site.publish(slug, 'open', { deletedAt: '2026-01-01T00:00:00.000Z' })
  expect((await site.list(slug)).status).toBe(410)
  expect((await site.post(slug, 'x')).status).toBe(410)
})
