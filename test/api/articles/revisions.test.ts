/** Revisions: the earlier content of an article, the author of each change, and restoring. */
import { asEditor, get } from '../../kit/http/client.ts'
import { articlePath, createArticle, editorPath, eventually, having, walk } from '../../kit/http/fixtures.ts'
import type { Article, Page } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

type Revision = Partial<Article> & { version: number }

const patch = (slug: string, version: number, body: unknown) =>
  asEditor<Article>('PATCH', editorPath(slug), { headers: { 'if-match': `"${version}"` }, body })
const revision = (slug: string, version: number | string) =>
  asEditor<Revision>('GET', `${editorPath(slug)}/revisions/${version}`)
const list = (slug: string, query = '') =>
  walk<Revision>(`${editorPath(slug)}/revisions${query}`, (path) => asEditor<Page<Revision>>('GET', path))

async function withThreeVersions(): Promise<string> {
  const { slug } = await createArticle({ title: 'One', body: 'First *text*.', status: 'published' })
  having(200, await patch(slug, 1, { title: 'Two', body: 'Second text.' }))
  having(200, await patch(slug, 2, { title: 'Three' }))
  return slug
}

describe('revisions', () => {
  test('are listed newest first, with every version, page by page', async () => {
    const slug = await withThreeVersions()
    await eventually(async () => expect((await list(slug)).map(({ version }) => version)).toEqual([3, 2, 1]))
    for (const limit of [1, 2, 3]) {
      expect((await list(slug, `?limit=${limit}`)).map(({ version }) => version)).toEqual([3, 2, 1])
    }
  })

  test('keep what the article was, in Markdown', async () => {
    const slug = await withThreeVersions()
    expect(having(200, await revision(slug, 1)).body).toMatchObject({
      version: 1,
      title: 'One',
      source: 'First *text*.',
    })
    expect(having(200, await revision(slug, 2)).body).toMatchObject({
      version: 2,
      title: 'Two',
      source: 'Second text.',
    })
    expect(having(200, await revision(slug, 3)).body).toMatchObject({
      version: 3,
      title: 'Three',
      source: 'Second text.',
    })
  })

  test('name who made them', async () => {
    const slug = await withThreeVersions()
    for (const one of await list(slug)) expect(one).toMatchObject({ by: expect.stringMatching(/\S/) })
  })

  test('restoring one makes its content the newest version', async () => {
    const slug = await withThreeVersions()
    const answer = await asEditor<Article>('POST', `${editorPath(slug)}/restore`, {
      headers: { 'if-match': '"3"' },
      body: { version: 1 },
    })
    expect([answer.status, answer.headers.etag]).toEqual([200, '"4"'])
    expect(answer.body).toMatchObject({ title: 'One', source: 'First *text*.', version: 4, slug })
    await eventually(async () =>
      expect((await get(articlePath(slug))).body).toMatchObject({
        title: 'One',
        html: expect.stringContaining('<em>text</em>'),
      }),
    )
    await eventually(async () => expect((await list(slug)).map(({ version }) => version)).toEqual([4, 3, 2, 1]))
  })

  test('restoring one brings a deleted article back with it', async () => {
    const slug = await withThreeVersions()
    having(204, await asEditor('DELETE', editorPath(slug), { headers: { 'if-match': '"3"' } }))
    const { version } = having(200, await asEditor<Article>('GET', editorPath(slug))).body
    const { body } = having(
      200,
      await asEditor<Article>('POST', `${editorPath(slug)}/restore`, {
        headers: { 'if-match': `"${version}"` },
        body: { version: 2 },
      }),
    )
    expect(body).toMatchObject({ title: 'Two', source: 'Second text.' })
    await eventually(async () => expect((await get(articlePath(slug))).body).toMatchObject({ title: 'Two' }))
  })

  test('that never were are not found', async () => {
    const slug = await withThreeVersions()
    for (const version of [4, 0, 99999]) expectProblem(await revision(slug, version), 404, 'revision-not-found')
    for (const garbage of ['x', '1.5', '-1', '1e3', '01', '9'.repeat(400)]) {
      expectProblem(await revision(slug, garbage), 404, 'revision-not-found')
    }
    const answer = await asEditor('POST', `${editorPath(slug)}/restore`, {
      headers: { 'if-match': '"3"' },
      body: { version: 9 },
    })
    expectProblem(answer, 404, 'revision-not-found')
  })

  test('of an article that nobody wrote there are none', async () => {
    for (const path of ['revisions', 'revisions/1']) {
      const answer = await asEditor('GET', `${editorPath('an-article-that-nobody-wrote')}/${path}`)
      expectProblem(answer, 404, 'article-not-found')
    }
  })
})
