/** Comments across articles: the count of each article, and the newest comments of the site. */
import { asEditor, call, get } from '../../kit/http/client.ts'
import {
  commentPath,
  createArticle,
  decide,
  editorPath,
  eventually,
  having,
  post,
  publish,
  publishWithPolicy,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Comment, Page } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

type Counts = { counts: Record<string, number> }
const countsOf = async (...slugs: string[]) => {
  const query = slugs.map((slug) => `slug=${encodeURIComponent(slug)}`).join('&')
  return having(200, await get<Counts>(`/v1/comment-counts?${query}`)).body.counts
}

describe('counts', () => {
  test('are of published comments with their replies; nought for what is unknown, held or not public', async () => {
    const [busy, quiet, held, draft] = [
      await publish(),
      await publish(),
      await publishWithPolicy('held'),
      (await createArticle()).slug,
    ]
    const { comment } = await post(busy, 'root')
    await post(busy, 'reply', comment.id)
    await post(held, 'waiting')
    const nowhere = unique('nowhere')
    await eventually(async () =>
      expect(await countsOf(busy, quiet, held, draft, nowhere, 'not a slug')).toEqual({
        [busy]: 2,
        [quiet]: 0,
        [held]: 0,
        [draft]: 0,
        [nowhere]: 0,
        'not a slug': 0,
      }),
    )
  })

  test('come under a new slug as under the old one', async () => {
    const old = await publish()
    await post(old, 'hello')
    const slug = unique('renamed')
    having(200, await asEditor('PATCH', editorPath(old), { headers: { 'if-match': '"1"' }, body: { slug } }))
    await eventually(async () => expect(await countsOf(old, slug)).toEqual({ [old]: 1, [slug]: 1 }))
  })

  test('come for fifty articles at once, and not for more', async () => {
    const slugs = Array.from({ length: 51 }, (_, number) => `number-${number}`)
    expect(Object.keys(await countsOf(...slugs.slice(1)))).toHaveLength(50)
    const answer = await get(`/v1/comment-counts?${slugs.map((slug) => `slug=${slug}`).join('&')}`)
    expectProblem(answer, 422, 'invalid-input', ['?slug'])
    expect(having(200, await get<Counts>('/v1/comment-counts')).body).toEqual({ counts: {} })
  })

  test('are not confused by commas, which the gateway puts between repeated parameters', async () => {
    expect(await countsOf('a,b', 'c')).toEqual({ 'a,b': 0, c: 0 })
  })
})

describe('the newest comments of the site', () => {
  type Recent = Page<Comment & { article: { slug: string; title: string } }>
  const newest = async (limit = 100) => having(200, await get<Recent>(`/v1/comments?limit=${limit}`)).body

  test('come with their article, replies among them, without what was removed or held', async () => {
    const title = unique('Title')
    const [slug, held] = [await publish({ title }), await publishWithPolicy('held')]
    const { comment: root } = await post(slug, 'root')
    const { comment: reply } = await post(slug, 'reply', root.id)
    const [{ comment: removed }, { comment: deleted, editToken }] = [
      await post(slug, 'removed'),
      await post(slug, 'deleted'),
    ]
    await post(held, 'waiting')
    await decide('remove', slug, [removed.id])
    having(204, await call('DELETE', commentPath(slug, deleted.id), { token: editToken }))
    const ours = async () => (await newest()).items.filter(({ article }) => [slug, held].includes(article.slug))
    await eventually(async () => expect((await ours()).map(({ id }) => id)).toEqual([reply.id, root.id]))
    for (const { article } of await ours()) expect(article).toEqual({ slug, title })
  })

  test('go on from page to page', async () => {
    const slug = await publish()
    for (const text of ['one', 'two', 'three']) await post(slug, text)
    await eventually(async () =>
      expect((await newest()).items.filter(({ article }) => article.slug === slug)).toHaveLength(3),
    )
    const whole = (await newest(6)).items.map(({ id }) => id)
    const first = await newest(2)
    const { body } = having(200, await get<Recent>(`/v1/comments?limit=2&cursor=${first.nextCursor}`))
    const pages = [...first.items, ...body.items].map(({ id }) => id)
    // Other tests may post meanwhile, so only the order and the absence of duplicates are checked.
    expect(new Set(pages).size).toBe(4)
    expect(pages.slice(2)).not.toContain(whole[0])
  })

  test('refuse what is no cursor', async () => {
    expectProblem(await get('/v1/comments?cursor=nonsense'), 422, 'invalid-input', ['?cursor'])
    expectProblem(await get('/v1/comments?limit=101'), 422, 'invalid-input', ['?limit'])
    expectProblem(await get('/v1/comments?sort=top'), 422, 'invalid-input', ['?sort'])
  })
})
