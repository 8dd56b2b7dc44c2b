import { newsroomOver } from '../../test/kit/site/newsroom.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'

const tables = await freshTables()
const room = newsroomOver(tables)

let count = 0
const publish = async (fields: object = {}) => {
  const slug = `story-${++count}`
  const { status } = await room.create({ title: 'T', body: 'B', slug, status: 'published', ...fields })
  expect(status).toBe(201)
  return slug
}
const slugsOf = ({ body }: { body: { items: { slug: string }[] } }) => body.items.map(({ slug }) => slug)

describe('one article', () => {
  test('is one Query, and not sent again to who has it', async () => {
    const slug = await publish()
    tables.requests()
    const { headers, status } = await room.read(slug)
    expect(tables.requests()).toEqual(['Query'])
    expect([status, headers.etag]).toEqual([200, '"1"'])
    expect(headers['cache-control']).toContain('s-maxage=60')
    const again = await room.read(slug, { 'if-none-match': 'W/"1"' })
    expect([again.status, again.body, again.headers.etag]).toEqual([304, undefined, '"1"'])
    await room.patch(slug, 1, { title: 'New' })
    expect((await room.read(slug, { 'if-none-match': '"1"' })).status).toBe(200)
  })

  test('HEAD is GET, whose content the gateway leaves out', async () => {
    const slug = await publish()
    const { status, body, headers } = await room.call('HEAD /v1/articles/{slug}', { path: { slug } })
    expect([status, body, headers.etag]).toEqual([200, (await room.read(slug)).body, '"1"'])
  })

  test('under a later slug takes a claim and another Query', async () => {
    const slug = await publish()
    await room.patch(slug, 1, { slug: `${slug}-b` })
    tables.requests()
    expect((await room.read(`${slug}-b`)).status).toBe(200)
    expect(tables.requests()).toEqual(['Query', 'GetItem', 'Query'])
  })

  test('a slug that can be none is refused without a read', async () => {
    tables.requests()
    for (const slug of ['Not A Slug', 'x'.repeat(10_000), '', 'a#b']) expect((await room.read(slug)).status).toBe(404)
    expect(tables.requests()).toEqual([])
  })

  test('nothing is told of drafts and of what is to come, not even that they moved or went', async () => {
    const draft = await publish({ status: 'draft' })
    const coming = await publish({ status: 'scheduled', publishAt: room.moment(60) })
    for (const slug of [draft, coming]) {
      expect((await room.read(slug)).status).toBe(404)
      await room.patch(slug, 1, { slug: `${slug}-secret` })
      expect((await room.read(slug)).status).toBe(404)
      await room.remove(slug, 2)
      expect((await room.read(slug)).status).toBe(404)
      expect((await room.read(`${slug}-secret`)).status).toBe(404)
    }
  })

  test('an address in another script is encoded where an article moved', async () => {
    const slug = await publish()
    await room.patch(slug, 1, { slug: '港の朝' })
    const { status, headers } = await room.read(slug)
    expect([status, headers.location]).toEqual([301, `/v1/articles/${encodeURIComponent('港の朝')}`])
  })
})

describe('the list', () => {
  test('is one Query, newest first, summaries only', async () => {
    const first = await publish({ tags: ['One'] })
    room.pass(1)
    const second = await publish({ tags: ['one', 'Two'] })
    await publish({ tags: ['one'], status: 'draft' })
    tables.requests()
    const { body, headers } = await room.list('tag=ONE')
    expect(tables.requests()).toEqual(['Query'])
    expect(body).toMatchObject({ items: [{ slug: second }, { slug: first }], nextCursor: null })
    expect(body.items[0]).not.toHaveProperty('html')
    expect(body.items[0]).not.toHaveProperty('deletedAt')
    expect((await room.list('tag=One')).headers.etag).toBe(headers.etag)
    expect(slugsOf(await room.list('tag=two'))).toEqual([second])
    expect((await room.list('tag=none')).body).toEqual({ items: [], nextCursor: null })
    await room.patch(second, 1, { tags: ['two'] })
    expect(slugsOf(await room.list('tag=one'))).toEqual([first])
  })

  test('walks with any limit return every article once, in order, while others come', async () => {
    const expected: string[] = []
    for (let index = 0; index < 12; index++) {
      if (index % 3 === 0) room.pass(1)
      expected.unshift(await publish({ tags: ['walk'] }))
    }
    const inOrder = slugsOf(await room.list('tag=walk&limit=100'))
    expect(inOrder.toSorted()).toEqual(expected.toSorted())
    for (const limit of [1, 5, 6, 12]) {
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await room.list(`tag=walk&limit=${limit}${cursor && `&cursor=${cursor}`}`)
        seen.push(...slugsOf(page))
        cursor = page.body.nextCursor ?? ''
        room.pass(1)
        await publish({ tags: ['walk'] })
      } while (cursor)
      expect(seen.filter((slug) => expected.includes(slug))).toEqual(inOrder)
      expect(new Set(seen).size).toBe(seen.length)
    }
  })

  test('a cursor never opens the future', async () => {
    const coming = await publish({ tags: ['soon'], status: 'scheduled', publishAt: room.moment(60) })
    const forged = Buffer.from(`${room.moment(3600)}#z`).toString('base64url')
    expect(slugsOf(await room.list(`tag=soon&cursor=${forged}`))).toEqual([])
    expect(slugsOf(await room.list(`cursor=${forged}`))).not.toContain(coming)
  })

  test.each([
    ['nothing', ''],
    ['garbage', 'garbage'],
    ['10 KB', 'A'.repeat(10_240)],
    ['no key', Buffer.from('2026-01-01T00:00:00.000Z#').toString('base64url')],
    ['no time', Buffer.from('#a').toString('base64url')],
    ['another form of time', Buffer.from('2026-01-01#a').toString('base64url')],
    ['a key that can be none', Buffer.from('2026-01-01T00:00:00.000Z#A B').toString('base64url')],
    ['padding', `${Buffer.from('2026-01-01T00:00:00.000Z#a').toString('base64url')}==`],
  ])('a cursor that is %s is refused', async (_what, cursor) => {
    const { status, body } = await room.list(`cursor=${encodeURIComponent(cursor)}`)
    expect([status, body.errors]).toMatchObject([422, [{ pointer: '?cursor' }]])
  })
})
