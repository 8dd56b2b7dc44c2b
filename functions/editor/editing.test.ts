import { newsroomOver } from '../../test/kit/site/newsroom.ts'
import { type Fault, injectFaults } from '../../test/kit/tables/faults.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'
import { clientFor, startTables } from '../../test/kit/tables/tables.ts'

const tables = await freshTables()
const room = newsroomOver(tables)

const ordinary = { title: 'Harbour morning', body: 'It was *quiet*.' }
let count = 0
/** An article of its own for a test. */
const fresh = async (fields: object = {}) => {
  const { status, body } = await room.create({ ...ordinary, slug: `story-${++count}`, ...fields })
  expect(status).toBe(201)
  return body
}
const problem = (answer: { body: { type?: string } }) => answer.body.type?.split(':').at(-1)
const pointers = (answer: { body: { errors?: { pointer: string }[] } }) =>
  answer.body.errors?.map(({ pointer }) => pointer).toSorted()

describe('creating', () => {
  test('answers the article with everything, its address and its tag, and logs who did it', async () => {
    room.log()
    const created = await room.create({
      ...ordinary,
      slug: 'all-of-it',
      standfirst: 'Before six.',
      tags: ['Sea'],
      authors: [{ name: 'Ann', url: 'https://ann.example/' }],
      image: { url: 'https://a.example/b.jpg', alt: 'A harbour' },
      status: 'published',
      comments: { policy: 'held' },
    })
    expect(created).toMatchObject({
      status: 201,
      headers: {
        location: '/v1/editor/articles/all-of-it',
        etag: '"1"',
        'cache-control': 'private, no-store, no-transform',
      },
    })
    expect(created.body).toEqual({
      slug: 'all-of-it',
      title: 'Harbour morning',
      standfirst: 'Before six.',
      html: '<p>It was <em>quiet</em>.</p>',
      source: 'It was *quiet*.',
      authors: [{ name: 'Ann', url: 'https://ann.example/' }],
      tags: ['Sea'],
      image: { url: 'https://a.example/b.jpg', alt: 'A harbour' },
      status: 'published',
      publishedAt: room.moment(0),
      createdAt: room.moment(0),
      updatedAt: room.moment(0),
      deletedAt: null,
      version: 1,
      comments: { policy: 'held' },
    })
    expect((await room.edit('all-of-it')).body).toEqual(created.body)
    const { source: _, createdAt: _c, deletedAt: _d, ...published } = created.body
    expect((await room.read('all-of-it')).body).toEqual(published)
    expect(room.log()).toMatchObject([{ audit: { action: 'create', by: 'tester', article: 'all-of-it', version: 1 } }])
  })

  test('a derived slug that is taken gets a number, then something random', async () => {
    const slugs: string[] = []
    for (let index = 0; index < 11; index++) slugs.push((await room.create({ ...ordinary, title: 'Twins' })).body.slug)
    expect(slugs.slice(0, 9)).toEqual(['twins', ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `twins-${number}`)])
    expect(slugs[9]).toMatch(/^twins-[0-9a-f]{7}$/)
    expect(new Set(slugs).size).toBe(11)
  })

  test('ten at once with one title become ten articles', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => room.create({ ...ordinary, title: 'At once' })))
    expect(new Set(answers.map(({ body }) => body.slug)).size).toBe(10)
  })

  test('an explicit slug that is taken is a conflict', async () => {
    const { slug } = await fresh()
    const second = await room.create({ ...ordinary, slug })
    expect([second.status, problem(second)]).toEqual([409, 'slug-taken'])
  })

  test('every fault is named at once', async () => {
    const answer = await room.create({
      title: '',
      slug: 'Not A Slug',
      standfirst: 'x'.repeat(501),
      body: 7,
      tags: ['a', 'A'],
      authors: [{ name: 'a\u202Eb', url: 'javascript:alert(1)' }],
      image: { url: 'ftp://a.example/' },
      status: 'secret',
      publishAt: '2026-02-30T00:00:00Z',
      comments: { policy: 'maybe' },
      more: 1,
    })
    expect(answer.status).toBe(422)
    expect(pointers(answer)).toEqual([
      '#/authors/0/name',
      '#/authors/0/url',
      '#/body',
      '#/comments/policy',
      '#/image/alt',
      '#/image/url',
      '#/more',
      '#/publishAt',
      '#/slug',
      '#/standfirst',
      '#/status',
      '#/tags',
      '#/title',
    ])
  })

  test('limits: the body in bytes, the number of tags and authors', async () => {
    expect((await room.create({ ...ordinary, body: 'é'.repeat(64 * 1024 + 1) })).status).toBe(413)
    await fresh({ body: 'é'.repeat(64 * 1024) })
    const many = await room.create({ ...ordinary, tags: [...'abcdefghijk'], authors: Array(11).fill({ name: 'A' }) })
    expect(pointers(many)).toEqual(['#/authors', '#/tags'])
  })

  test('status and time must agree', async () => {
    const scheduled = await room.create({ ...ordinary, status: 'scheduled' })
    expect([scheduled.status, pointers(scheduled)]).toEqual([422, ['#/publishAt']])
    const future = await room.create({ ...ordinary, status: 'published', publishAt: room.moment(1) })
    expect([future.status, pointers(future)]).toEqual([422, ['#/publishAt']])
    const past = await fresh({ status: 'published', publishAt: '1899-12-31T23:59:59+01:00' })
    expect(past.publishedAt).toBe('1899-12-31T22:59:59.000Z')
  })

  test('only editors and admins may', async () => {
    for (const groups of [['moderator'], [], ['editors'], ['not editor', '[editor]']])
      expect((await room.call('POST /v1/editor/articles', { body: ordinary, groups })).status).toBe(403)
    expect((await room.call('GET /v1/editor/articles', { groups: ['moderator', 'admin'] })).status).toBe(200)
  })
})

describe('changing', () => {
  test('PUT replaces: what is left out goes back to its default, but the slug stays', async () => {
    const { slug } = await fresh({ tags: ['sea'], standfirst: 'x', image: { url: 'https://a.example/', alt: '' } })
    const { status, body, headers } = await room.replace(slug, 1, { title: 'New', body: 'New.' })
    expect([status, headers.etag]).toEqual([200, '"2"'])
    expect(body).toMatchObject({ slug, title: 'New', tags: [], standfirst: '', html: '<p>New.</p>', version: 2 })
    expect(body).not.toHaveProperty('image')
    expect((await room.edit(slug)).body).toEqual(body)
  })

  test('PATCH changes what it names, as a merge patch', async () => {
    const { slug } = await fresh({ tags: ['sea'], image: { url: 'https://a.example/', alt: 'A' } })
    const changed = await room.patch(slug, 1, { title: 'New', image: { alt: 'B' }, tags: null })
    expect(changed.body).toMatchObject({
      title: 'New',
      tags: [],
      image: { url: 'https://a.example/', alt: 'B' },
      source: 'It was *quiet*.',
    })
    const headers = { 'if-match': '"2"', 'content-type': 'application/merge-patch+json' }
    const again = await room.call('PATCH /v1/editor/articles/{slug}', {
      path: { slug },
      headers,
      body: { image: null },
    })
    expect(again.body).not.toHaveProperty('image')
  })

  test('the language is kept in its one form through versions, and taken away by whoever leaves it out', async () => {
    const { slug, lang } = await fresh({ lang: 'iw-il' })
    expect(lang).toBe('he-IL')
    expect((await room.patch(slug, 1, { title: 'New' })).body.lang).toBe('he-IL')
    expect((await room.replace(slug, 2, ordinary)).body).not.toHaveProperty('lang')
    expect((await room.restore(slug, 3, { version: 2 })).body.lang).toBe('he-IL')
    expect((await room.patch(slug, 4, { lang: null })).body).not.toHaveProperty('lang')
    for (const wrong of ['', 'english!', 'und', 'x-secret', 'de_CH', 'de-'.padEnd(40, 'x'), 7, ['de']]) {
      const refused = await room.create({ ...ordinary, lang: wrong })
      expect([wrong, refused.status, pointers(refused)]).toEqual([wrong, 422, ['#/lang']])
    }
  })

  test('its footnotes speak its language, also when only that changes', async () => {
    const body = 'Since May.[^1]\n\n[^1]: Or June.'
    const { slug, html } = (await room.create({ ...ordinary, body, lang: 'ja' })).body
    expect(html).toMatch(/>脚注<\/h2>[\s\S]*aria-label="参照 1 に戻る"/)
    const inGerman = await room.patch(slug, 1, { lang: 'de-CH' })
    expect(inGerman.body.html).toMatch(/>Fußnoten<\/h2>[\s\S]*aria-label="Zurück zu Verweis 1"/)
    const inEnglish = await room.patch(slug, 2, { lang: null })
    expect(inEnglish.body.html).toMatch(/>Footnotes<\/h2>[\s\S]*aria-label="Back to reference 1"/)
  })

  test('what a patch makes of the article is validated as a whole', async () => {
    const { slug } = await fresh()
    const answer = await room.patch(slug, 1, { title: null, authors: [{}], image: { alt: 'x' } })
    expect([answer.status, pointers(answer)]).toEqual([422, ['#/authors/0/name', '#/image/url', '#/title']])
    expect(pointers(await room.patch(slug, 1, '{"__proto__": {"a": 1}, "none": null}'))).toEqual([
      '#/__proto__',
      '#/none',
    ])
    expect(pointers(await room.patch(slug, 1, '{"comments": {"__proto__": 1}}'))).toEqual(['#/comments/__proto__'])
    // Also for a null that would remove a missing field.
    const unknown = await room.patch(slug, 1, {
      comments: { mood: null },
      image: { url: 'https://example.org/a.jpg', alt: '', width: null },
    })
    expect(pointers(unknown)).toEqual(['#/comments/mood', '#/image/width'])
    expect((await room.patch(slug, 1, ['a'])).status).toBe(422)
    expect((await room.edit(slug)).body.version).toBe(1)
  })

  test('needs the version that is there', async () => {
    const { slug } = await fresh()
    await room.patch(slug, 1, { title: 'Two' })
    for (const [condition, status] of [
      [undefined, 428],
      ['*', 428],
      ['"1"', 412],
      ['W/"2"', 412],
      ['2', 412],
      ['"1", W/"2"', 412],
    ] as const) {
      expect((await room.replace(slug, condition, ordinary)).status).toBe(status)
      expect((await room.patch(slug, condition, {})).status).toBe(status)
      expect((await room.remove(slug, condition)).status).toBe(status)
      expect((await room.restore(slug, condition, { version: 1 })).status).toBe(status)
    }
    expect((await room.patch(slug, '"1", "2"', {})).status).toBe(200)
  })

  test('of twenty at once on one version, one wins and the others hear of it', async () => {
    const { slug } = await fresh()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => room.patch(slug, 1, { title: `Title ${index}` })),
    )
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19)
    expect((await room.edit(slug)).body.title).toBe(won[0]?.body.title)
  })

  test('an unknown article is 404, whatever the slug', async () => {
    for (const slug of ['nowhere', 'Not A Slug', 'x'.repeat(10_000), ''])
      expect((await room.patch(slug, 1, {})).status).toBe(404)
  })
})

describe('slugs', () => {
  test('a renamed article answers under all its slugs', async () => {
    const { slug } = await fresh({ status: 'published' })
    await room.patch(slug, 1, { slug: `${slug}-b` })
    await room.patch(`${slug}-b`, 2, { slug: `${slug}-c` })
    for (const old of [slug, `${slug}-b`]) {
      expect(await room.read(old)).toMatchObject({ status: 301, headers: { location: `/v1/articles/${slug}-c` } })
      expect(await room.edit(old)).toMatchObject({
        status: 301,
        headers: { location: `/v1/editor/articles/${slug}-c` },
      })
    }
    expect((await room.read(`${slug}-c`)).status).toBe(200)
    expect((await room.patch(slug, 3, { title: 'By its old name' })).body.slug).toBe(`${slug}-c`)
  })

  test('it may return to any of its own', async () => {
    const { slug } = await fresh({ status: 'published' })
    await room.patch(slug, 1, { slug: `${slug}-b` })
    await room.patch(slug, 2, { slug: `${slug}-c` })
    expect((await room.patch(slug, 3, { slug })).status).toBe(200)
    expect((await room.read(slug)).status).toBe(200)
    expect((await room.patch(slug, 4, { slug: `${slug}-b` })).status).toBe(200)
    expect((await room.read(slug)).headers.location).toBe(`/v1/articles/${slug}-b`)
  })

  test('nobody else gets one again: not an old one, not a deleted one', async () => {
    const first = await fresh()
    await room.patch(first.slug, 1, { slug: `${first.slug}-b` })
    const second = await fresh()
    await room.remove(second.slug, 1)
    for (const taken of [first.slug, `${first.slug}-b`, second.slug]) {
      expect((await room.create({ ...ordinary, slug: taken })).status).toBe(409)
      const third = await fresh()
      const renamed = await room.patch(third.slug, 1, { slug: taken })
      expect([renamed.status, problem(renamed)]).toEqual([409, 'slug-taken'])
    }
  })

  test('of a newcomer and a renamed one that want the same slug at once, one gets it', async () => {
    for (let round = 0; round < 5; round++) {
      const { slug } = await fresh()
      const wanted = `${slug}-wanted`
      const [created, renamed] = await Promise.all([
        room.create({ ...ordinary, slug: wanted }),
        room.patch(slug, 1, { slug: wanted }),
      ])
      expect([created.status === 201, renamed.status === 200].filter(Boolean)).toHaveLength(1)
    }
  })
})

describe('deleting and restoring', () => {
  test('a deleted article is gone for readers, and comes back with all it had', async () => {
    const { slug } = await fresh({ status: 'published', tags: ['lost'] })
    const removed = await room.remove(slug, 1)
    expect([removed.status, removed.headers.etag]).toEqual([204, '"2"'])
    expect((await room.read(slug)).status).toBe(410)
    expect((await room.list('tag=lost')).body.items).toEqual([])
    expect((await room.edit(slug)).body).toMatchObject({ deletedAt: room.moment(0), version: 2 })
    expect((await room.desk('status=deleted')).body.items).toContainEqual(expect.objectContaining({ slug }))
    expect((await room.patch(slug, 2, {})).status).toBe(410)
    expect((await room.remove(slug, 2)).status).toBe(410)

    const restored = await room.restore(slug, 2)
    expect(restored).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { deletedAt: null, version: 3 } })
    expect((await room.read(slug)).status).toBe(200)
    expect((await room.list('tag=lost')).body.items).toMatchObject([{ slug }])
    expect((await room.desk('status=deleted')).body.items).not.toContainEqual(expect.objectContaining({ slug }))
  })

  test('there is nothing to restore where nothing was deleted', async () => {
    const { slug } = await fresh()
    const answer = await room.restore(slug, 1, {})
    expect([answer.status, problem(answer)]).toEqual([409, 'nothing-to-restore'])
    expect(pointers(await room.restore(slug, 1, { version: 0, more: 1 }))).toEqual(['#/more', '#/version'])
    expect((await room.restore(slug, 1, { version: 9 })).status).toBe(404)
  })

  test('an older version’s content comes back as a new version; address and publication stay', async () => {
    const { slug } = await fresh({ tags: ['old'] })
    await room.replace(slug, 1, { title: 'New', body: 'New.', status: 'published', slug: `${slug}-b` })
    await room.remove(slug, 2)
    const { body } = await room.restore(slug, 3, { version: 1 })
    expect(body).toMatchObject({
      slug: `${slug}-b`,
      title: ordinary.title,
      source: ordinary.body,
      html: '<p>It was <em>quiet</em>.</p>',
      tags: ['old'],
      status: 'published',
      deletedAt: null,
      version: 4,
    })
  })

  test('every version is kept with its text and who made it', async () => {
    const { slug } = await fresh()
    await room.patch(slug, 1, { title: 'Two', body: 'Two.' })
    await room.remove(slug, 2)
    await room.restore(slug, 3)
    const all = (await room.revisions(slug)).body
    expect(all.items.map(({ version, action }: { version: number; action: string }) => [version, action])).toEqual([
      [4, 'restored'],
      [3, 'deleted'],
      [2, 'changed'],
      [1, 'created'],
    ])
    expect(all.items[2]).toMatchObject({ title: 'Two', by: 'tester', slug, status: 'draft' })
    expect(all.nextCursor).toBeNull()
    const first = (await room.revisions(slug, 'limit=3')).body
    expect(first.items).toHaveLength(3)
    expect((await room.revisions(slug, `limit=1&cursor=${first.nextCursor}`)).body).toMatchObject({
      items: [{ version: 1 }],
      nextCursor: null,
    })
    expect((await room.revision(slug, '1')).body).toMatchObject({
      version: 1,
      title: ordinary.title,
      source: ordinary.body,
      html: '<p>It was <em>quiet</em>.</p>',
      by: 'tester',
    })
    for (const version of ['5', '0', 'x', '1'.repeat(10_000)])
      expect((await room.revision(slug, version)).status).toBe(404)
    for (const cursor of ['0', '-1', 'x', '1'.repeat(10_000)])
      expect(pointers(await room.revisions(slug, `cursor=${cursor}`))).toEqual(['?cursor'])
  })
})

describe('publication', () => {
  test('a withdrawn article keeps its time when it is published again', async () => {
    const { slug, publishedAt } = await fresh({ status: 'published' })
    room.pass(60)
    const withdrawn = await room.patch(slug, 1, { status: 'draft' })
    expect(withdrawn.body).toMatchObject({ status: 'draft', publishedAt })
    expect((await room.read(slug)).status).toBe(404)
    expect((await room.patch(slug, 2, { status: 'published' })).body).toMatchObject({ publishedAt })
    expect((await room.replace(slug, 3, { ...ordinary, status: 'published' })).body).toMatchObject({ publishedAt })
  })

  test('a scheduled article is public on the second, and the schedule only notes it', async () => {
    const { slug } = await fresh({ status: 'scheduled', publishAt: room.moment(60), tags: ['later'] })
    room.pass(59.999)
    expect((await room.read(slug)).status).toBe(404)
    expect((await room.list('tag=later')).body.items).toEqual([])
    expect((await room.desk('status=scheduled')).body.items).toMatchObject([{ slug, status: 'scheduled' }])
    await room.schedule()
    expect((await room.edit(slug)).body.status).toBe('scheduled')

    room.pass(0.001)
    expect((await room.read(slug)).body.status).toBe('published')
    expect((await room.list('tag=later')).body.items).toMatchObject([{ slug, status: 'published' }])
    expect((await room.desk('status=scheduled')).body).toEqual({ items: [], nextCursor: null })
    room.log()
    await room.schedule()
    expect(room.log()).toEqual([
      { audit: { action: 'publish', by: 'schedule', finalised: [slug], changedMeanwhile: [] } },
    ])
    expect((await room.edit(slug)).body).toMatchObject({ status: 'published', version: 1 })
    await room.schedule()
    expect(room.log()).toEqual([])
    expect((await room.patch(slug, 1, { title: 'Still its version' })).status).toBe(200)
  })

  test('what an editor changes while the schedule runs is left to the editor', async () => {
    const { slug } = await fresh({ status: 'scheduled', publishAt: room.moment(60) })
    room.pass(60)
    await Promise.all([room.schedule(), room.patch(slug, 1, { status: 'draft' })])
    expect((await room.edit(slug)).body).toMatchObject({ status: 'draft', version: 2 })
    expect((await room.read(slug)).status).toBe(404)
    await room.schedule()
    expect((await room.edit(slug)).body.status).toBe('draft')
  })

  test('what was scheduled can be published now, moved or withdrawn', async () => {
    const { slug } = await fresh({ status: 'scheduled', publishAt: room.moment(3600) })
    const moved = await room.patch(slug, 1, { publishAt: room.moment(7200) })
    expect(moved.body).toMatchObject({ status: 'scheduled', publishedAt: room.moment(7200) })
    expect((await room.desk('status=scheduled')).body.items).toHaveLength(1)
    await room.patch(slug, 2, { status: 'draft' })
    expect((await room.desk('status=scheduled')).body.items).toEqual([])
    expect((await room.patch(slug, 3, { status: 'published' })).body.publishedAt).toBe(room.moment(0))
  })
})

describe('the editors’ lists', () => {
  test('everything by default, or what has one status, page by page', async () => {
    const other = await startTables()
    try {
      const desk = newsroomOver(other)
      for (const [index, fields] of [
        {},
        { status: 'published' },
        { status: 'scheduled', publishAt: desk.moment(3600) },
        {},
        { status: 'published' },
      ].entries()) {
        await desk.create({ ...ordinary, slug: `s${index}`, ...fields })
        desk.pass(1)
      }
      await desk.remove('s4', 1)
      const slugs = async (query: string) =>
        (await desk.desk(query)).body.items.map(({ slug }: { slug: string }) => slug)
      expect(await slugs('')).toEqual(['s3', 's2', 's1', 's0'])
      expect(await slugs('status=draft')).toEqual(['s3', 's0'])
      expect(await slugs('status=published')).toEqual(['s1'])
      expect(await slugs('status=scheduled')).toEqual(['s2'])
      expect(await slugs('status=deleted')).toEqual(['s4'])
      const { items, nextCursor } = (await desk.desk('limit=2')).body
      expect(items[0]).not.toHaveProperty('source')
      const rest = (await desk.desk(`limit=2&cursor=${nextCursor}`)).body
      expect([rest.items.map(({ slug }: { slug: string }) => slug), rest.nextCursor]).toEqual([['s1', 's0'], null])
      expect(pointers(await desk.desk('status=secret&limit=0&tag=a'))).toEqual(['?limit', '?status', '?tag'])
    } finally {
      await other.stop()
    }
  })
})

describe('a contended table', () => {
  test('what only collides is tried again; what is throttled for too long is refused and leaves nothing', async () => {
    const client = clientFor(tables.endpoint)
    const faults: Fault[] = ['conflict', 'conflict', 'conflict']
    injectFaults(client, () => faults.shift() ?? 'none')
    const contended = newsroomOver({ articles: { ...tables.articles, client } })
    expect((await contended.create({ ...ordinary, slug: 'after-three-conflicts' })).status).toBe(201)
    faults.push(...Array<Fault>(50).fill('conflict'))
    expect(await contended.create({ ...ordinary, slug: 'never' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    })
    expect((await room.edit('never')).status).toBe(404)
    client.destroy()
  })
})

test('every change is in the log, with who made it, to which version', async () => {
  const desk = newsroomOver(tables)
  const slug = 'all-is-logged'
  await desk.create({ ...ordinary, slug })
  desk.log()
  await desk.replace(slug, 1, { ...ordinary, slug, title: 'Again' })
  await desk.patch(slug, 2, { title: 'And again' })
  await desk.remove(slug, 3)
  await desk.restore(slug, 4)
  const by = { by: 'tester', requestId: expect.any(String), article: slug, slug, status: 'draft' }
  expect(desk.log()).toEqual(
    ['replace', 'patch', 'delete', 'restore'].map((action, index) => ({
      audit: { ...by, action, version: index + 2 },
    })),
  )
})
