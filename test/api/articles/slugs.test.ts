/** Slugs are readable, unique and permanent. */
import { asEditor, get } from '../../kit/http/client.ts'
import {
  articlePath,
  commentBy,
  commentsPath,
  createArticle,
  editorPath,
  eventually,
  having,
  page,
  post,
  publish,
  send,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Article } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const create = (fields: Record<string, unknown>) =>
  asEditor<Article>('POST', '/v1/editor/articles', { body: { body: 'Text.', ...fields } })
const rename = async (from: string, to: string) => {
  const { version } = having(200, await asEditor<Article>('GET', editorPath(from))).body
  return asEditor<Article>('PATCH', editorPath(from), { headers: { 'if-match': `"${version}"` }, body: { slug: to } })
}
const locationOf = async (path: string) => {
  const { status, headers } = await get(path)
  return [status, headers.location]
}

describe('a slug made from the title', () => {
  test.each([
    ['in Latin script loses its marks', 'Crème brûlée, à la carte!', 'creme-brulee-a-la-carte'],
    ['keeps the letters of other scripts', '港の朝', '港の朝'],
    ['keeps what makes an Arabic word', 'كلمات من السوق', 'كلمات-من-السوق'],
    ['keeps a word with an apostrophe whole', 'Don’t panic', 'dont-panic'],
  ])('%s', async (_, title, expected) => {
    const suffix = unique('x')
    const { body } = having(201, await create({ title: `${title} ${suffix}` }))
    expect(body.slug).toBe(`${expected}-${suffix}`)
    expect((await asEditor('GET', editorPath(body.slug))).status).toBe(200)
  })

  test('is never empty, even of a title without letters', async () => {
    const { body } = having(201, await create({ title: '?!' }))
    expect(body.slug).toMatch(/^[a-z0-9-]+$/)
  })

  test('is not longer than an address should be', async () => {
    const { body } = having(201, await create({ title: `${unique('long')} ${'word '.repeat(35)}` }))
    expect([...body.slug].length).toBeLessThanOrEqual(100)
    expect(body.slug).toMatch(/word$/)
  })

  test('that is taken gets a number behind it', async () => {
    const title = unique('Twice')
    const slugs = [await create({ title }), await create({ title }), await create({ title })].map(
      ({ body }) => body.slug,
    )
    const [first] = slugs
    expect(slugs).toEqual([first, `${first}-2`, `${first}-3`])
  })

  test('wanted by ten at once gives ten different ones', async () => {
    const title = unique('Ten at once')
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ title })))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    expect(new Set(answers.map(({ body }) => body.slug)).size).toBe(10)
  })
})

describe('a slug of one’s choice', () => {
  test('that another article has is refused', async () => {
    const { slug } = await createArticle()
    expectProblem(await create({ title: 'T', slug }), 409, 'slug-taken')
    const { slug: other } = await createArticle()
    expectProblem(await rename(other, slug), 409, 'slug-taken')
    expect((await asEditor<Article>('GET', editorPath(other))).body.version).toBe(1)
  })

  test('is given to one of two who want it at once', async () => {
    const slug = unique('wanted')
    const answers = await Promise.all([create({ title: 'One', slug }), create({ title: 'Two', slug })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  test.each([
    '',
    'Upper',
    'two words',
    'a--b',
    '-a',
    'a-',
    'a/b',
    '../etc',
    'a.b',
    'a?b',
    'é'.normalize('NFD'),
    'ｆｕｌｌ',
    'a'.repeat(101),
    'a\u200Bb',
    'a\u202Eb',
  ])('may not be “%s”', async (slug) => {
    expectProblem(await create({ title: 'T', slug }), 422, 'invalid-input', ['#/slug'])
  })
})

describe('renaming an article', () => {
  test('sends readers on from the old address, for the article and its comments', async () => {
    const old = await publish()
    await post(old, 'Still here?')
    const now = unique('renamed')
    expect(having(200, await rename(old, now)).body.slug).toBe(now)
    await eventually(async () => expect(await locationOf(articlePath(old))).toEqual([301, articlePath(now)]))
    expect(await locationOf(commentsPath(old, '?sort=oldest&limit=7'))).toEqual([
      301,
      commentsPath(now, '?sort=oldest&limit=7'),
    ])
    await eventually(async () => expect((await page(commentsPath(now))).items).toHaveLength(1))
  })

  test('a chain of names leads to the last in one step, and a name can be taken up again', async () => {
    const first = await publish()
    const [second, third] = [unique('second'), unique('third')]
    having(200, await rename(first, second))
    having(200, await rename(second, third))
    for (const old of [first, second]) {
      await eventually(async () => expect(await locationOf(articlePath(old))).toEqual([301, articlePath(third)]))
    }
    having(200, await rename(third, first))
    await eventually(async () => expect((await get(articlePath(first))).status).toBe(200))
    await eventually(async () => expect(await locationOf(articlePath(third))).toEqual([301, articlePath(first)]))
  })

  test('keeps comments coming in under the old address', async () => {
    const old = await publish()
    const now = unique('renamed')
    having(200, await rename(old, now))
    const answer = await send(old, commentBy('Ada', 'Late.'))
    expect(answer.status).toBe(201)
    await eventually(async () => expect((await page(commentsPath(now))).items).toEqual([answer.body.comment]))
  })

  test('does not free the old address for another article', async () => {
    const old = await publish()
    having(200, await rename(old, unique('renamed')))
    expectProblem(await create({ title: 'T', slug: old }), 409, 'slug-taken')
  })

  test('a name that is not public yet is not given away by its old address', async () => {
    const { slug } = await createArticle()
    having(200, await rename(slug, unique('secret-plan')))
    expectProblem(await get(articlePath(slug)), 404, 'article-not-found')
  })

  test('a list follows', async () => {
    const tag = unique('tag')
    const old = await publish({ tags: [tag] })
    const now = unique('renamed')
    having(200, await rename(old, now))
    await eventually(async () => expect((await page(`/v1/articles?tag=${tag}`)).items).toMatchObject([{ slug: now }]))
  })
})

test('the address of a deleted article is never given away', async () => {
  const slug = await publish()
  having(204, await asEditor('DELETE', editorPath(slug), { headers: { 'if-match': '"1"' } }))
  expectProblem(await create({ title: 'T', slug }), 409, 'slug-taken')
})
