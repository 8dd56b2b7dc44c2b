/** Scheduled articles are published at their time. */
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
  publish,
  send,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Article } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const fromNow = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
const listed = async (tag: string) => (await page<Article>(`/v1/articles?tag=${tag}`)).items.map(({ slug }) => slug)

describe('a scheduled article', () => {
  test('is for editors only until its time, with its time', async () => {
    const tag = unique('tag')
    const publishAt = fromNow(3600)
    const { slug } = await createArticle({ status: 'scheduled', publishAt, tags: [tag] })
    const { body } = having(200, await asEditor<Article>('GET', editorPath(slug)))
    expect([body.status, Date.parse(body.publishedAt ?? '')]).toEqual(['scheduled', Date.parse(publishAt)])
    for (const path of [articlePath, commentsPath]) expectProblem(await get(path(slug)), 404, 'article-not-found')
    expect(await listed(tag)).toEqual([])
  })

  test('is public, listed and open for comments as soon as its time has come', async () => {
    const tag = unique('tag')
    const { slug } = await createArticle({ status: 'scheduled', publishAt: fromNow(2), tags: [tag] })
    expectProblem(await get(articlePath(slug)), 404, 'article-not-found')
    await eventually(async () => expect((await get(articlePath(slug))).status).toBe(200))
    expect((await get<Article>(articlePath(slug))).body.status).toBe('published')
    await eventually(async () => expect(await listed(tag)).toEqual([slug]))
    expect((await send(slug, commentBy('Ada', 'At last.'))).status).toBe(201)
    await eventually(async () => expect((await page(commentsPath(slug))).items).toHaveLength(1))
    expect((await asEditor<Article>('GET', editorPath(slug))).body.status).toBe('published')
  })

  test('can be put off, or called off', async () => {
    const tag = unique('tag')
    const { slug } = await createArticle({ status: 'scheduled', publishAt: fromNow(1800), tags: [tag] })
    const patch = (version: number, body: object) =>
      asEditor<Article>('PATCH', editorPath(slug), { headers: { 'if-match': `"${version}"` }, body })
    const later = fromNow(7200)
    const { body } = having(200, await patch(1, { publishAt: later }))
    expect([body.status, Date.parse(body.publishedAt ?? '')]).toEqual(['scheduled', Date.parse(later)])
    expect(having(200, await patch(2, { status: 'draft' })).body.status).toBe('draft')
    expect(having(200, await patch(3, { status: 'published', publishAt: null })).body.status).toBe('published')
    await eventually(async () => expect(await listed(tag)).toEqual([slug]))
  })

  test('a list’s cursor never opens the future', async () => {
    const tag = unique('tag')
    const past = await publish({ tags: [tag] })
    await createArticle({ status: 'scheduled', publishAt: fromNow(3600), tags: [tag] })
    const { slug: oldest } = await createArticle({
      status: 'published',
      publishAt: '2020-01-01T00:00:00Z',
      tags: [tag],
    })
    await eventually(async () => expect(await listed(tag)).toEqual([past, oldest]))
    const { nextCursor } = await page(`/v1/articles?tag=${tag}&limit=1`)
    // The latest time that a forged cursor of the same format can name.
    const decoded = Buffer.from(nextCursor ?? '', 'base64url').toString()
    const forged = Buffer.from(decoded.replace(/^\d{4}/, '9999')).toString('base64url')
    const answer = await get<{ items: Article[] }>(`/v1/articles?tag=${tag}&cursor=${forged}`)
    const shown = answer.status === 422 ? [] : answer.body.items.map(({ slug }) => slug)
    expect([past, oldest]).toEqual(expect.arrayContaining(shown))
  })
})

describe('status and time must agree', () => {
  test.each([
    ['scheduled without a time', { status: 'scheduled' }],
    ['published at a time that is still to come', { status: 'published', publishAt: fromNow(86_400) }],
    ['scheduled for a time that is none', { status: 'scheduled', publishAt: 'tomorrow' }],
    ['scheduled for a day that is none', { status: 'scheduled', publishAt: '2030-02-30T00:00:00Z' }],
    ['scheduled for a time without a zone', { status: 'scheduled', publishAt: '2030-02-01T00:00:00' }],
  ])('%s', async (_, fields) => {
    const body = { title: 'T', slug: unique('never'), body: 'B', ...fields }
    expectProblem(await asEditor('POST', '/v1/editor/articles', { body }), 422, 'invalid-input', ['#/publishAt'])
    expectProblem(await asEditor('GET', editorPath(body.slug)), 404, 'article-not-found')
  })
})
