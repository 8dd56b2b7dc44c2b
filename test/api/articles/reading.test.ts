/** Articles as readers get them. */
import { asEditor, get, rawCall } from '../../kit/http/client.ts'
import {
  articlePath,
  commentsPath,
  createArticle,
  editorPath,
  eventually,
  having,
  page,
  publish,
  unique,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Article, Summary } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'
import { filled, publicReads } from '../site/routes.ts'

const slugs = (articles: readonly { slug: string }[]) => articles.map(({ slug }) => slug)
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString()

describe('an article', () => {
  test('is read with everything that readers need, and without its Markdown', async () => {
    const fields = {
      standfirst: 'In which little happens.',
      body: '## A heading\n\nSome *text*.',
      tags: ['Harbour'],
      authors: [{ name: 'Ada', url: 'https://example.org/ada' }, { name: 'Bob' }],
      image: { url: 'https://example.org/boat.jpg', alt: 'A boat' },
    }
    const slug = await publish({ ...fields, title: 'A story' })
    const answer = having(200, await get<Article>(articlePath(slug)))
    const { html, publishedAt, updatedAt, ...rest } = answer.body
    expect(rest).toMatchObject({
      slug,
      title: 'A story',
      standfirst: fields.standfirst,
      authors: fields.authors,
      tags: fields.tags,
      image: fields.image,
      status: 'published',
      version: 1,
      comments: { policy: 'open' },
    })
    expect(html).toMatch(/<h2[^>]*>.*A heading.*<\/h2>\s*<p>Some <em>text<\/em>\.<\/p>/s)
    for (const time of [publishedAt, updatedAt]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect(answer.body).not.toHaveProperty('source')
    expect(answer.text).not.toContain('## A heading')
  })

  test('under an address in another script is found', async () => {
    const slug = `${unique('港の朝')}-كلمات`
    expect(await publish({ slug })).toBe(slug)
    expect(having(200, await get<Article>(articlePath(slug))).body.slug).toBe(slug)
    expect((await get(commentsPath(slug))).status).toBe(200)
  })

  test('nobody wrote is not there, nor are its comments', async () => {
    for (const path of [articlePath, commentsPath]) {
      expectProblem(await get(path('an-article-that-nobody-wrote')), 404, 'article-not-found')
    }
  })

  test.each([
    ['a draft', {}],
    ['scheduled', { status: 'scheduled', publishAt: IN_AN_HOUR() }],
  ])('that is %s is not there, nor are its comments', async (_, fields) => {
    const { slug } = await createArticle(fields)
    for (const path of [articlePath, commentsPath]) expectProblem(await get(path(slug)), 404, 'article-not-found')
  })

  test('that was deleted is gone, and says so', async () => {
    const slug = await publish()
    having(204, await asEditor('DELETE', editorPath(slug), { headers: { 'if-match': '"1"' } }))
    await eventually(async () => expectProblem(await get(articlePath(slug)), 410, 'article-gone'))
  })

  test('that was withdrawn is not there any more', async () => {
    const slug = await publish()
    having(
      200,
      await asEditor('PATCH', editorPath(slug), { headers: { 'if-match': '"1"' }, body: { status: 'draft' } }),
    )
    await eventually(async () => expectProblem(await get(articlePath(slug)), 404, 'article-not-found'))
  })

  test.each(['%00', '%2E%2E', 'UPPER', 'a--b', '-a', 'a'.repeat(300), '%F0%9F%98%80', '%E2%80%AEabc', 'a%2Fb', "'--"])(
    'is never found at %s, and nothing breaks',
    async (slug) => {
      // fetch resolves dots in a path.
      expect((await rawCall('GET', `/v1/articles/${slug}`)).status).toBe(404)
      expect((await rawCall('GET', `/v1/articles/${slug}/comments`)).status).toBe(404)
    },
  )
})

const withoutSlash = publicReads.filter(({ path }) => path !== '/' && !path.includes('{proxy'))
test.each(withoutSlash.map((route) => [route.path, route] as const))(
  '%s with a slash at its end leads to the address without',
  async (_, route) => {
    const values = { slug: 'fog', id: 'x', bucket: '1', tag: 'a b', file: 'x.css' }
    const address = filled(route, values)
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await rawCall(method, `${address}/?lang=de&q=a%20b`)
      expect([status, headers.location]).toEqual([308, `${address}?lang=de&q=a%20b`])
    }
  },
)

describe('the list of articles', () => {
  test('has summaries only, newest first, page by page without repeats', async () => {
    const tag = unique('tag')
    const published: string[] = []
    for (const day of ['05', '01', '03', '02', '04']) {
      const publishAt = `2024-02-${day}T08:00:00Z`
      published.push(`${publishAt} ${await publish({ tags: [tag], publishAt, standfirst: 'Short.' })}`)
    }
    const expected = published
      .toSorted()
      .toReversed()
      .map((entry) => entry.split(' ')[1])
    const path = `/v1/articles?tag=${tag}`
    await eventually(async () => expect(slugs(await walk<Summary>(path))).toEqual(expected))
    for (const limit of [1, 2, 4, 5]) expect(slugs(await walk<Summary>(`${path}&limit=${limit}`))).toEqual(expected)
    expect((await page(`${path}&limit=5`)).nextCursor).toBeNull()

    const [first] = (await page<Summary>(path)).items
    expect(first).toMatchObject({
      title: expect.stringMatching(/^Story /),
      standfirst: 'Short.',
      tags: [tag],
      authors: [],
      publishedAt: expect.stringMatching(/^2024-02-05T08:00:00(\.000)?Z$/),
    })
    for (const field of ['html', 'source', 'body']) expect(first).not.toHaveProperty(field)
  })

  test('begins with what was just published, and has no drafts', async () => {
    const [slug, draft] = [await publish(), (await createArticle()).slug]
    await eventually(async () => {
      const listed = slugs((await page<Summary>('/v1/articles?limit=100')).items)
      expect(listed).toContain(slug)
      expect(listed).not.toContain(draft)
    })
  })

  test('a tag that nobody used has no articles', async () => {
    expect(await page(`/v1/articles?tag=${unique('nobody-used')}`)).toEqual({ items: [], nextCursor: null })
  })

  test('follows what editors do: retagged, withdrawn, deleted', async () => {
    const [one, two] = [unique('one'), unique('two')]
    const slug = await publish({ tags: [one] })
    const listed = (tag: string) => page<Summary>(`/v1/articles?tag=${tag}`).then(({ items }) => slugs(items))
    const patch = (version: number, body: object) =>
      asEditor('PATCH', editorPath(slug), { headers: { 'if-match': `"${version}"` }, body })
    await eventually(async () => expect(await listed(one)).toEqual([slug]))

    having(200, await patch(1, { tags: [two], title: 'Retagged' }))
    await eventually(async () => expect([await listed(one), await listed(two)]).toEqual([[], [slug]]))
    expect((await page<Summary>(`/v1/articles?tag=${two}`)).items).toMatchObject([{ title: 'Retagged' }])

    having(200, await patch(2, { status: 'draft' }))
    await eventually(async () => expect(await listed(two)).toEqual([]))
    having(200, await patch(3, { status: 'published' }))
    await eventually(async () => expect(await listed(two)).toEqual([slug]))
    having(204, await asEditor('DELETE', editorPath(slug), { headers: { 'if-match': '"4"' } }))
    await eventually(async () => expect(await listed(two)).toEqual([]))
  })

  test('tags may be of any script', async () => {
    const tag = `${unique('朝')} الصباح`
    const slug = await publish({ tags: [tag] })
    await eventually(async () =>
      expect(slugs((await page<Summary>(`/v1/articles?tag=${encodeURIComponent(tag)}`)).items)).toEqual([slug]),
    )
  })
})
