import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { canonicalPage } from '../domain/articles/externalPage.ts'
import { withDeadline } from '../running/deadline.ts'
import { keyOf } from '../store/client/dynamodb.ts'
import { privateFactsKey } from '../store/client/keys.ts'

const { tables, site } = await freshSite()

let count = 0
const fresh = (policy?: 'open' | 'held' | 'closed', facts = {}) => site.publish(`imported-${++count}`, policy, facts)
const old = (ref: string, more: Record<string, unknown> = {}) => ({
  ref,
  author: { name: 'Ada' },
  text: `**${ref}**`,
  createdAt: '2009-02-13T23:31:30Z',
  ...more,
})
const results = async (article: string, comments: unknown[], more = {}) =>
  (await site.import({ article, comments, ...more })).body.results
/** The id that a comment gets. */
const importOne = async (article: string, comment: unknown): Promise<string> =>
  (await results(article, [comment]))[0].id

test('an old comment stands at its time, rendered as one that is posted, and is counted', async () => {
  const slug = await fresh()
  const [{ id, ...result }] = await results(slug, [
    old('wordpress:1', { author: { name: 'Ada', url: 'https://ada.example/' }, text: 'So **it** is <b>.' }),
  ])
  expect(result).toEqual({ ref: 'wordpress:1', ok: true, stored: true })
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({
    total: 1,
    items: [
      {
        id,
        createdAt: '2009-02-13T23:31:30.000Z',
        author: { name: 'Ada', url: 'https://ada.example/' },
        html: '<p>So <strong>it</strong> is &lt;b&gt;.</p>',
        parentId: null,
        state: 'published',
        editedAt: null,
      },
    ],
  })
})

test('the same twenty times at once is stored once, counted once, and answered with one id', async () => {
  const slug = await fresh()
  const answers = await Promise.all(Array.from({ length: 20 }, () => results(slug, [old('twenty')])))
  expect(new Set(answers.map(([{ id }]) => id)).size).toBe(1)
  expect(answers.filter(([{ stored }]) => stored)).toHaveLength(1)
  expect(answers.every(([{ ok }]) => ok)).toBe(true)
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ id: answers[0][0].id }] })
})

test('the same at many times and places at once is stored once, too', async () => {
  const slug = await fresh()
  const parentId = await importOne(slug, old('parent'))
  const hour = (number: number) => `2009-02-14T${String(number).padStart(2, '0')}:00:00Z`
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      results(slug, [old('twenty', { createdAt: hour(number), ...(number % 2 && { parentId }) })]),
    ),
  )
  expect(new Set(answers.map(([{ id }]) => id)).size).toBe(1)
  expect(answers.filter(([{ stored }]) => stored)).toHaveLength(1)
  expect(answers.every(([{ ok }]) => ok)).toBe(true)
  await site.project()
  expect((await site.list(slug)).body.total).toBe(2)
})

test.each<[string, (other: string) => Record<string, unknown>]>([
  ['an hour later', () => ({ createdAt: '2009-02-14T00:31:30Z' })],
  ['as a reply, since its parent became public', (parentId) => ({ parentId })],
  ['under what is not there', () => ({ parentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })],
])('the same ref is the same comment: %s', async (_, otherwise) => {
  const slug = await fresh()
  const other = await importOne(slug, old('other'))
  const id = await importOne(slug, old('same'))
  const again = old('same', otherwise(other))
  expect(await results(slug, [again])).toEqual([{ ref: 'same', ok: true, id, stored: false }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 2, items: [{ parentId: null }, { parentId: null }] })

  await site.moderate('remove', [{ article: slug, id }])
  await site.project()
  site.pass(61_000)
  await site.sweep()
  expect(await results(slug, [again])).toEqual([{ ref: 'same', ok: true, id, stored: false }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ id: other }] })
})

test('what was a reply is not brought again as a root', async () => {
  const slug = await fresh()
  const parentId = await importOne(slug, old('parent'))
  const id = await importOne(slug, old('same', { parentId }))
  expect(await results(slug, [old('same')])).toEqual([{ ref: 'same', ok: true, id, stored: false }])
})

test('a ref that is somebody’s idempotency key under that article is not taken for it', async () => {
  const slug = await fresh()
  const key = 'the-same-for-both-of-them'
  const posted = await site.post(slug, 'posted', undefined, { 'idempotency-key': key })
  expect(await results(slug, [old(key)])).toMatchObject([{ ok: true, stored: true }])
  expect((await site.post(slug, 'posted', undefined, { 'idempotency-key': key })).body.comment.id).toBe(
    posted.body.comment.id,
  )
})

test('the same ref under another article is another comment', async () => {
  const ids = await Promise.all([fresh(), fresh()].map(async (slug) => importOne(await slug, old('same'))))
  expect(new Set(ids).size).toBe(2)
})

test('replies stand under what they answer, and after it, whatever the old clock said', async () => {
  const slug = await fresh()
  const root = await importOne(slug, old('root'))
  const reply = await importOne(slug, old('reply', { parentId: root, createdAt: '2009-02-13T20:00:00Z' }))
  const answer = await importOne(slug, old('answer', { parentId: reply }))
  expect([reply, answer].every((id) => id.startsWith(`${root}.`))).toBe(true)
  await site.project()
  const { body } = await site.list(slug)
  expect(body).toMatchObject({ total: 3, items: [{ id: root, replies: { total: 2 } }] })
  expect(body.items[0].replies.items).toMatchObject([
    { id: reply, parentId: root, createdAt: '2009-02-13T23:31:30.001Z' },
    { id: answer, parentId: reply, createdAt: '2009-02-13T23:31:30.002Z' },
  ])
})

test('a reply to one that is eight deep stands beside it', async () => {
  const slug = await fresh()
  const ids = [await importOne(slug, old('root'))]
  for (let depth = 1; depth <= 9; depth++)
    ids.push(await importOne(slug, old(`depth-${depth}`, { parentId: ids.at(-1) })))
  const { items } = (await site.replies(slug, ids[0] ?? '')).body
  expect(items.at(-1)).toMatchObject({ id: ids[9], parentId: ids[7], replyTo: ids[8] })
})

test('a reply to nobody and to another article’s comment are refused, each by itself', async () => {
  const slug = await fresh()
  const elsewhere = await importOne(await fresh(), old('elsewhere'))
  const answers = await results(slug, [
    old('to-nobody', { parentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
    old('to-nothing', { parentId: 'x' }),
    old('to-elsewhere', { parentId: elsewhere }),
    old('fine'),
  ])
  expect(
    answers.map(({ ok, problem }: { ok: boolean; problem?: { status: number } }) => problem?.status ?? ok),
  ).toEqual([404, 404, 404, true])
})

test('what was removed stays removed, and what was edited stays as it is', async () => {
  const slug = await fresh()
  const removed = await importOne(slug, old('removed'))
  const answered = await importOne(slug, old('answered'))
  const reply = old('reply', { parentId: answered })
  const replyId = await importOne(slug, reply)
  await site.moderate('remove', [
    { article: slug, id: removed },
    { article: slug, id: answered },
  ])
  await site.project()
  site.pass(61_000)
  await site.sweep()
  const before = (await site.list(slug)).body
  expect(before).toMatchObject({ total: 1, items: [{ id: answered, state: 'removed' }] })

  expect(await results(slug, [old('removed'), old('answered', { text: 'otherwise' }), reply])).toEqual([
    { ref: 'removed', ok: true, id: removed, stored: false },
    { ref: 'answered', ok: true, id: answered, stored: false },
    { ref: 'reply', ok: true, id: replyId, stored: false },
  ])
  await site.project()
  expect((await site.list(slug)).body).toEqual(before)
  const [late] = await results(slug, [old('late', { parentId: answered })])
  expect(late.problem).toMatchObject({ status: 409, type: expect.stringMatching(/comment-removed$/) })
})

test('neither the article’s policy nor the rate limit is asked; only that the article is there', async () => {
  site.set({ commentsPerMinute: 1 })
  const history = Array.from({ length: 30 }, (_, number) => old(`n-${number}`))
  for (const policy of ['closed', 'held'] as const) {
    const answers = await results(await fresh(policy), history)
    expect(answers.map(({ stored }: { stored: boolean }) => stored)).toEqual(history.map(() => true))
  }
  site.set({ commentsPerMinute: 100_000 })
  expect(await results(await fresh('open', { status: 'draft', publishedAt: null }), [old('a')])).toHaveLength(1)
  expect((await site.import({ article: 'nowhere', comments: [old('a')] })).status).toBe(404)
  const deleted = await fresh('open', { deletedAt: '2026-01-01T00:00:00.000Z' })
  expect((await site.import({ article: deleted, comments: [old('a')] })).status).toBe(410)
})

test('an e-mail address is kept apart and expires; nothing is made up about who wrote', async () => {
  const slug = await fresh()
  const withMail = await importOne(slug, old('mail', { author: { name: 'Ada', email: 'ada@example.org' } }))
  const without = await importOne(slug, old('no-mail'))
  const facts = async (id: string) => {
    const command = new GetItemCommand({ TableName: tables.comments.name, Key: keyOf(privateFactsKey(id)) })
    return (await tables.comments.client.send(command)).Item
  }
  const { pk, sk, format, ...kept } = (await facts(withMail)) ?? {}
  expect(kept).toEqual({
    email: { S: 'ada@example.org' },
    expiresAt: { N: String(Math.ceil(site.clock() / 1000) + 30 * 24 * 60 * 60) },
  })
  expect(await facts(without)).toBeUndefined()
  expect(JSON.stringify((await site.list(slug)).body)).not.toContain('ada@example.org')
})

test('which are there is read at once; a comment is one transaction, and a reply reads what it answers before', async () => {
  const slug = await fresh()
  tables.requests()
  const root = await importOne(slug, old('root'))
  const before = ['GetItem', 'GetItem', 'BatchGetItem']
  expect(tables.requests()).toEqual([...before, 'TransactWriteItems'])
  await importOne(slug, old('reply', { parentId: root }))
  expect(tables.requests()).toEqual([...before, 'BatchGetItem', 'TransactWriteItems'])
  await results(slug, [old('root'), old('reply', { parentId: root })])
  expect(tables.requests()).toEqual(before)
})

test('what is old is not among the newest of the site', async () => {
  const slug = await fresh()
  await results(slug, [old('old'), old('young', { createdAt: new Date(site.clock() - 60_000).toISOString() })])
  await site.project()
  const newest = (await site.call('GET /v1/comments', { query: 'limit=100' })).body.items
  const here = newest.filter(({ article }: { article: { slug: string } }) => article.slug === slug)
  expect(here).toMatchObject([{ html: '<p><strong>young</strong></p>' }])
})

describe('a page elsewhere', () => {
  const url = 'https://blog.example/2009/a-post/'
  const { key } = canonicalPage(url)
  const page = { url, title: 'A post' }

  test('is refused while its origin is not allowed, or nobody has said which one it is', async () => {
    expect(await site.import({ article: key, page, comments: [old('a')] })).toMatchObject({
      status: 403,
      body: { type: expect.stringMatching(/origin-not-allowed$/) },
    })
    site.set({ allowedOrigins: ['https://blog.example'] })
    expect((await site.import({ article: key, comments: [old('a')] })).status).toBe(422)
    expect((await site.import({ article: key, page: { ...page, url: `${url}b` }, comments: [old('a')] })).status).toBe(
      422,
    )
  })

  test('is registered with the first comment that is stored', async () => {
    site.set({ allowedOrigins: ['https://blog.example'] })
    const answers = await results(
      key,
      [old('bad', { parentId: 'x' }), ...Array.from({ length: 30 }, (_, number) => old(`n-${number}`))],
      { page },
    )
    expect(answers.filter(({ ok }: { ok: boolean }) => ok)).toHaveLength(30)
    await site.project()
    expect((await site.list(key)).body.total).toBe(30)
    expect((await results(key, [old('n-1')]))[0]).toMatchObject({ ok: true, stored: false })
  })
})

describe('faults', () => {
  test('of a comment are all named, and keep out no other', async () => {
    const slug = await fresh()
    const [bad, empty, good] = await results(slug, [
      { ref: 'bad', author: { name: '', email: 'x', url: 'javascript:alert(1)' }, text: ' ', createdAt: '1969', x: 1 },
      { ref: 'empty' },
      old('good'),
    ])
    expect(bad).toMatchObject({ ref: 'bad', ok: false, problem: { status: 422 } })
    const pointers = (result: typeof bad) => result.problem.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers(bad)).toEqual(['#/author/name', '#/author/email', '#/author/url', '#/text', '#/createdAt', '#/x'])
    expect(pointers(empty)).toEqual(['#/author', '#/text', '#/createdAt'])
    expect(good.ok).toBe(true)
  })

  test.each([
    ['before 1970', '1969-12-31T23:59:59Z'],
    ['in the future', '2026-02-01T00:00:00Z'],
    ['no date', '2009-02-30T00:00:00Z'],
    ['without an offset', '2009-02-13T23:31:30'],
  ])('a time that is %s is refused', async (_, createdAt) => {
    const [{ problem }] = await results(await fresh(), [old('a', { createdAt })])
    expect(problem.errors).toMatchObject([{ pointer: '#/createdAt' }])
  })

  test('a text beyond the limits of a comment is refused like a posted one', async () => {
    const answers = await results(await fresh(), [
      old('long', { text: 'a'.repeat(8001) }),
      old('deep', { text: `${'> '.repeat(17)}a` }),
      old('turned', { text: 'a\u202Eb' }),
      old('turned-by-a-reference', { text: 'a&#x202E;b' }),
      old('nothing', { text: '> ' }),
      old('nothing-rendered', { text: '&nbsp;' }),
      old('exact', { text: 'a'.repeat(8000) }),
    ])
    expect(answers.map(({ ok }: { ok: boolean }) => ok)).toEqual([...Array(6).fill(false), true])
  })

  test('of the request as a whole refuse it', async () => {
    const article = await fresh()
    const refused = async (body: unknown) => {
      const answer = await site.import(body)
      return [answer.status, answer.body.errors?.map(({ pointer }: { pointer: string }) => pointer)]
    }
    expect(await refused({})).toEqual([422, ['#/article', '#/comments']])
    expect(await refused({ article, comments: [] })).toEqual([422, ['#/comments']])
    expect(await refused({ article, comments: [old('a'), old('a')] })).toEqual([422, ['#/comments']])
    expect(await refused({ article, comments: [{ text: 'a' }, old('with space')], x: 1 })).toEqual([
      422,
      ['#/comments/0/ref', '#/comments/1/ref', '#/x'],
    ])
    expect(await refused({ article, comments: Array.from({ length: 101 }, (_, n) => old(`n-${n}`)) })).toEqual([
      422,
      ['#/comments'],
    ])
    expect(await refused({ article, comments: [old('a', { text: 'a'.repeat(512 * 1024) })] })).toEqual([413, undefined])
    expect(
      await refused({ article, page: { url: 'https://blog.example/', title: 'A' }, comments: [old('a')] }),
    ).toEqual([422, ['#/page']])
  })
})

describe('time', () => {
  const busy = { ok: false, problem: { status: 503, type: 'urn:problem-type:understory:busy' } }

  test('is not used up by texts that take long to render: those there is none left for are told so', async () => {
    const slug = await fresh()
    let now = 0
    // Each reading of the clock adds 20 ms, so the time runs out during the import.
    const time = { clock: () => (now += 20), sleep: async () => undefined }
    const texts = Array.from({ length: 100 }, (_, number) => old(`slow-${number}`, { text: '*slow*' }))
    const answers = await withDeadline(() => results(slug, texts), { time })(undefined)
    const isLate = answers.map(({ problem }: { problem?: { status: number } }) => problem?.status === 503)
    expect(isLate).toHaveLength(100)
    expect([isLate.at(0), isLate.at(-1)]).toEqual([false, true])
  })

  test('is not needed for a comment that is there already', async () => {
    const slug = await fresh()
    const id = await importOne(slug, old('there'))
    let now = 0
    const time = { clock: () => now, sleep: async () => undefined }
    const late = withDeadline(
      () => {
        now = 1800
        return results(slug, [old('there'), old('new')])
      },
      { time },
    )
    expect(await late(undefined)).toMatchObject([{ id, stored: false }, busy])
    expect(await results(slug, [old('new')])).toMatchObject([{ ok: true, stored: true }])
  })
})

test('every import is in the log with its actor; only moderators may', async () => {
  const slug = await fresh()
  site.log()
  const id = await importOne(slug, old('a'))
  await importOne(slug, old('a'))
  const entry = { by: 'tester', requestId: expect.any(String), action: 'import', article: slug, comment: id, ref: 'a' }
  expect(site.log()).toEqual([{ audit: { ...entry, stored: true } }, { audit: { ...entry, stored: false } }])
  const body = { article: slug, comments: [old('b')] }
  expect((await site.call('POST /v1/moderation/imports', { groups: ['editor'], body })).status).toBe(403)
  expect((await site.call('POST /v1/moderation/imports', { groups: ['admin'], body })).status).toBe(200)
})
