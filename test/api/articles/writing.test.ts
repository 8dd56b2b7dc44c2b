/** Writing articles: drafts, changes that do not overwrite those of other editors, and deletion that can be undone. */
import { asEditor, get } from '../../kit/http/client.ts'
import {
  articlePath,
  commentsPath,
  createArticle,
  editorPath,
  eventually,
  having,
  page,
  post,
  publish,
  unique,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Article, Page } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const read = (slug: string) => asEditor<Article>('GET', editorPath(slug))
const ifMatch = (tag: string) => ({ 'if-match': tag })
const patch = (slug: string, version: number, body: unknown, type = 'application/json') =>
  asEditor<Article>('PATCH', editorPath(slug), { headers: { ...ifMatch(`"${version}"`), 'content-type': type }, body })
const put = (slug: string, version: number, body: unknown) =>
  asEditor<Article>('PUT', editorPath(slug), { headers: ifMatch(`"${version}"`), body })
const restore = (slug: string, version: number, body?: unknown) =>
  asEditor<Article>('POST', `${editorPath(slug)}/restore`, {
    headers: ifMatch(`"${version}"`),
    ...(body !== undefined && { body }),
  })

describe('a new article', () => {
  test('needs a title and a body; it is a draft unless said otherwise', async () => {
    const slug = unique('minimal')
    const answer = await asEditor<Article>('POST', '/v1/editor/articles', { body: { title: 'T', slug, body: 'B' } })
    expect(answer.status).toBe(201)
    expect(answer.headers).toMatchObject({ etag: '"1"', 'cache-control': expect.stringContaining('private, no-store') })
    expect(answer.body).toMatchObject({
      slug,
      title: 'T',
      standfirst: '',
      source: 'B',
      html: expect.stringMatching(/^<p>B<\/p>\s*$/),
      authors: [],
      tags: [],
      status: 'draft',
      publishedAt: null,
      version: 1,
      comments: { policy: 'open' },
    })
    expect(answer.headers.location).toBe(editorPath(slug))
    const found = await asEditor('GET', answer.headers.location ?? '')
    expect([found.status, found.body, found.headers.etag]).toEqual([200, answer.body, '"1"'])
  })

  test('with every field is stored as it was sent', async () => {
    const fields = {
      title: 'A story',
      standfirst: 'In which little happens.',
      body: 'Text.',
      tags: ['Harbour', '港'],
      authors: [{ name: 'Ada', url: 'https://example.org/ada' }, { name: 'Bob' }],
      image: { url: 'https://example.org/boat.jpg', alt: 'A boat' },
      status: 'published',
      publishAt: '2024-02-01T08:00:00Z',
      comments: { policy: 'held' },
    }
    const { body, publishAt, ...same } = fields
    const article = await createArticle(fields)
    expect(article).toMatchObject({ ...same, source: body })
    expect(Date.parse(article.publishedAt ?? '')).toBe(Date.parse(publishAt))
  })

  test('has its Markdown rendered: tables, footnotes, anchors on headings, code', async () => {
    const body = [
      '# Fish & chips',
      '## Fish & chips',
      'A note.[^1] ~~Gone.~~ https://example.org',
      '| a | b |\n|---|--:|\n| 1 | 2 |',
      '```js\nlet x = "<b>"\n```',
      '[^1]: The note.',
    ].join('\n\n')
    const { html } = await createArticle({ body })
    const anchors = [...html.matchAll(/<h[12] id="([^"]+)">Fish/g)].map(([, id]) => id)
    expect(anchors).toEqual(['fish-chips', 'fish-chips-2'])
    expect(html).toContain('<table>')
    expect(html).toContain('<td class="end">2</td>')
    expect(html).toContain('<del>Gone.</del>')
    expect(html).toMatch(/<a [^>]*href="https:\/\/example\.org"/)
    expect(html).toContain('let x = &quot;&lt;b&gt;&quot;')
    expect(html).toMatch(/The note\./)
    expect(html).toMatch(/<sup>.*href="#/s)
  })

  test('shows raw HTML as text, and makes no dangerous links', async () => {
    const { html } = await createArticle({
      body: '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) ![b](data:text/html,x)\n\n# "onx=1 <i>',
    })
    expect(html).not.toMatch(/<script|<i>|<img[^>]*onerror|(href|src)="(javascript|data):/i)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

describe('replacing an article', () => {
  test('makes it what the body says, and nothing else stays', async () => {
    const { slug } = await createArticle({ tags: ['Old'], standfirst: 'Old.', status: 'published' })
    const answer = await put(slug, 1, { title: 'New', body: 'New.', status: 'published' })
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.body).toMatchObject({ slug, title: 'New', source: 'New.', tags: [], standfirst: '', version: 2 })
    await eventually(async () => expect((await get<Article>(articlePath(slug))).body.html).toContain('New.'))
  })

  test('it keeps the time at which it was first published', async () => {
    const { slug, publishedAt } = await createArticle({ status: 'published' })
    expect((await put(slug, 1, { title: 'T', body: 'B', status: 'draft' })).body.status).toBe('draft')
    const { body } = await put(slug, 2, { title: 'T', body: 'B', status: 'published' })
    expect(body.publishedAt).toBe(publishedAt)
  })

  test('one that does not exist is 404', async () => {
    expectProblem(await put('an-article-that-nobody-wrote', 1, { title: 'T', body: 'B' }), 404, 'article-not-found')
  })
})

describe('changing a part of an article', () => {
  test.each(['application/json', 'application/merge-patch+json'])('with %s leaves the rest as it is', async (type) => {
    const article = await createArticle({ standfirst: 'Short.', tags: ['One', 'Two'], status: 'published' })
    const answer = await patch(article.slug, 1, { title: 'New title' }, type)
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.body).toEqual({ ...article, title: 'New title', version: 2, updatedAt: answer.body.updatedAt })
  })

  test('null takes a field away', async () => {
    const { slug } = await createArticle({ standfirst: 'Short.', image: { url: 'https://example.org/a.jpg', alt: '' } })
    const { body } = having(200, await patch(slug, 1, { standfirst: null, image: null }))
    expect([body.standfirst, body.image ?? null]).toEqual(['', null])
  })

  test('what results must be valid as a whole: every fault is named', async () => {
    const { slug } = await createArticle()
    const answer = await patch(slug, 1, { title: null, nonsense: 1, tags: [''] })
    expectProblem(answer, 422, 'invalid-input', ['#/title', '#/nonsense', '#/tags/0'])
    expect((await read(slug)).body.version).toBe(1)
  })
})

describe('nobody overwrites a colleague', () => {
  const attempts: [string, (slug: string, headers: Record<string, string>) => ReturnType<typeof asEditor>][] = [
    ['PUT', (slug, headers) => asEditor('PUT', editorPath(slug), { headers, body: { title: 'T', body: 'B' } })],
    ['PATCH', (slug, headers) => asEditor('PATCH', editorPath(slug), { headers, body: { title: 'T' } })],
    ['DELETE', (slug, headers) => asEditor('DELETE', editorPath(slug), { headers })],
    ['restore', (slug, headers) => asEditor('POST', `${editorPath(slug)}/restore`, { headers, body: { version: 1 } })],
  ]

  test.each(attempts)('%s needs If-Match with the current version’s strong tag', async (_, attempt) => {
    const { slug } = await createArticle()
    having(200, await patch(slug, 1, { title: 'Second' }))
    expectProblem(await attempt(slug, {}), 428, 'version-required')
    for (const stale of ['"1"', '"3"', 'W/"2"', '"2x"', '"02"']) {
      expectProblem(await attempt(slug, ifMatch(stale)), 412, 'version-changed')
    }
    expect((await read(slug)).body).toMatchObject({ title: 'Second', version: 2 })
    expect((await attempt(slug, ifMatch('"2"'))).status).toBeLessThan(300)
  })

  test('of ten changes at once to the same version one wins, nine are told', async () => {
    const { slug } = await createArticle()
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => patch(slug, 1, { title: `Title ${n}` })))
    const [winner, ...others] = answers.filter(({ status }) => status === 200)
    expect(others).toEqual([])
    for (const answer of answers) if (answer !== winner) expectProblem(answer, 412, 'version-changed')
    const { body } = await read(slug)
    expect([body.title, body.version]).toEqual([winner?.body.title, 2])
  })
})

describe('deleting an article', () => {
  test('hides it from readers, keeps it for editors, and can be undone, comments and all', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'Still here?')
    const answer = await asEditor('DELETE', editorPath(slug), { headers: ifMatch('"1"') })
    expect([answer.status, answer.text]).toEqual([204, ''])
    await eventually(async () => expectProblem(await get(articlePath(slug)), 410, 'article-gone'))
    const { body } = having(200, await read(slug))
    expect(body).toMatchObject({ slug, deletedAt: expect.stringMatching(/Z$/) })

    const restored = having(200, await restore(slug, body.version))
    expect(restored.body).toMatchObject({ slug, status: 'published', version: body.version + 1 })
    expect(restored.body.deletedAt ?? null).toBeNull()
    await eventually(async () => expect((await get(articlePath(slug))).status).toBe(200))
    await eventually(async () => expect((await page(commentsPath(slug))).items).toEqual([comment]))
  })

  test('what was not deleted has nothing to restore', async () => {
    const { slug } = await createArticle()
    expectProblem(await restore(slug, 1), 409, 'nothing-to-restore')
    expectProblem(await restore(slug, 1, {}), 409, 'nothing-to-restore')
  })

  test('a deleted draft tells readers nothing', async () => {
    const { slug } = await createArticle()
    having(204, await asEditor('DELETE', editorPath(slug), { headers: ifMatch('"1"') }))
    expectProblem(await get(articlePath(slug)), 404, 'article-not-found')
  })
})

describe('the editors’ list', () => {
  const list =
    (query = '') =>
    (path: string) =>
      asEditor<Page<Article>>('GET', path + query)

  test('has everything, by status where asked', async () => {
    const [draft, published, scheduled, deleted] = [
      (await createArticle()).slug,
      await publish(),
      (await createArticle({ status: 'scheduled', publishAt: new Date(Date.now() + 3_600_000).toISOString() })).slug,
      (await createArticle()).slug,
    ]
    having(204, await asEditor('DELETE', editorPath(deleted), { headers: ifMatch('"1"') }))
    const mine = new Set([draft, published, scheduled, deleted])
    const listed = async (query: string) =>
      (await walk<Article>(`/v1/editor/articles?limit=100${query}`, list()))
        .map(({ slug }) => slug)
        .filter((slug) => mine.has(slug))
    await eventually(async () =>
      expect((await listed('')).toSorted()).toEqual([draft, published, scheduled].toSorted()),
    )
    await eventually(async () => expect(await listed('&status=draft')).toEqual([draft]))
    await eventually(async () => expect(await listed('&status=published')).toEqual([published]))
    await eventually(async () => expect(await listed('&status=scheduled')).toEqual([scheduled]))
    await eventually(async () => expect(await listed('&status=deleted')).toEqual([deleted]))
  })

  test('carries summaries only, and no cache may keep it', async () => {
    const { slug } = await createArticle({ body: 'A body that lists do not need.' })
    await eventually(async () => {
      const answer = await asEditor<Page<Article>>('GET', '/v1/editor/articles?limit=100')
      expect(answer.body.items.map((article) => article.slug)).toContain(slug)
      expect(answer.text).not.toContain('A body that lists do not need.')
      expect(answer.headers['cache-control']).toMatch(/^private, no-store/)
    })
  })
})

test('an editor’s article is never compressed: its ETag stays strong', async () => {
  const { slug } = await createArticle({ body: 'word '.repeat(5000) })
  const { headers } = await asEditor('GET', editorPath(slug), { headers: { 'accept-encoding': 'gzip, br' } })
  expect([headers['content-encoding'], headers.etag]).toEqual([undefined, '"1"'])
})
