import { freshSite } from '../../test/kit/site/freshSite.ts'
import { browserOver } from '../../test/kit/site/pages.ts'
import { canonicalPage } from '../domain/articles/externalPage.ts'

const ORIGIN = 'https://blog.example'

const { tables, site } = await freshSite()
site.set({ allowedOrigins: [ORIGIN] })
const browser = browserOver(tables, site, { allowedOrigins: [ORIGIN] })

let count = 0
const post = (slug: string, text: string, more: object = {}) =>
  site.call('POST /v1/articles/{slug}/comments', { path: { slug }, body: { author: { name: 'Ada' }, text, ...more } })

/** A page with a comment. */
async function fresh() {
  const url = `${ORIGIN}/moderated-${++count}`
  const slug = canonicalPage(url).key
  await post(slug, 'first', { page: { url, title: 'Buy pills' } })
  return { url, slug }
}

const MODERATOR = { groups: ['moderator'] }
const read = (slug: string) => site.call('GET /v1/moderation/pages/{slug}', { ...MODERATOR, path: { slug } })
const patch = (slug: string, body: unknown, headers: Record<string, string> = {}) =>
  site.call('PATCH /v1/moderation/pages/{slug}', { ...MODERATOR, path: { slug }, body, headers })

test('a moderator reads what the first comment said of a page, and corrects its title everywhere', async () => {
  const { slug, url } = await fresh()
  const before = { slug, url, title: 'Buy pills', createdAt: expect.any(String), comments: { policy: 'open' } }
  expect(await read(slug)).toMatchObject({ status: 200, body: before })
  const answer = await patch(slug, { title: ' Fog ' }, { 'content-type': 'application/merge-patch+json' })
  expect([answer.status, answer.headers['cache-control'], answer.body]).toEqual([
    200,
    'private, no-store',
    { ...before, title: 'Fog' },
  ])
  expect((await read(slug)).body).toEqual(answer.body)
  expect((await browser.go(`/articles/${slug}`)).html).toMatch(/<h1>.*Fog<\/a><\/h1>/)
  await site.project()
  expect((await site.call('GET /v1/comments', {})).body.items[0].article).toEqual({ slug, title: 'Fog', url })
})

test('a closed page takes no comment and says so, there, in the widget and to programs; open again it does', async () => {
  const { slug, url } = await fresh()
  const widget = `/conversation?url=${encodeURIComponent(url)}`
  const policyOf = async () =>
    (await site.call('GET /v1/pages', { query: `url=${encodeURIComponent(url)}` })).body.comments.policy
  expect(await patch(slug, { comments: { policy: 'closed' } })).toMatchObject({
    status: 200,
    body: { title: 'Buy pills', comments: { policy: 'closed' } },
  })
  const late = await post(slug, 'late')
  expect([late.status, late.body.type]).toEqual([403, 'urn:problem-type:understory:comments-closed'])
  const form = await browser.go(`/articles/${slug}/comments`, { form: { name: 'Ada', text: 'late', parent: '' } })
  expect(form.status).toBe(403)
  for (const address of [`/articles/${slug}`, widget]) {
    expect((await browser.go(address)).html).toContain(
      '<p class="policy" id="u_form">Comments on this article are closed.</p>',
    )
  }
  expect(await policyOf()).toBe('closed')
  await patch(slug, { comments: { policy: 'open' } })
  expect([(await post(slug, 'in time')).status, await policyOf()]).toEqual([201, 'open'])
})

test('under a page that is held, comments wait', async () => {
  const { slug } = await fresh()
  await patch(slug, { comments: { policy: 'held' } })
  const { status, body } = await post(slug, 'may I?')
  expect([status, body.comment.state]).toEqual([202, 'held'])
  expect((await browser.go(`/articles/${slug}`)).html).toContain('Comments appear once a moderator has approved them.')
  expect((await site.moderate('approve', [{ article: slug, id: body.comment.id }])).body.results[0].ok).toBe(true)
  await site.project()
  expect((await site.list(slug)).body.total).toBe(2)
})

test('two moderators change different things at once, and neither is lost', async () => {
  const { slug } = await fresh()
  const changes = [{ title: 'Fog' }, { comments: { policy: 'closed' } }, {}]
  expect((await Promise.all(changes.map((each) => patch(slug, each)))).map(({ status }) => status)).toEqual([
    200, 200, 200,
  ])
  expect((await read(slug)).body).toMatchObject({ title: 'Fog', comments: { policy: 'closed' } })
})

test('every change names its actor in the log', async () => {
  const { slug } = await fresh()
  site.log()
  await patch(slug, { comments: { policy: 'held' } })
  expect(site.log()).toEqual([
    {
      audit: {
        by: 'tester',
        requestId: expect.any(String),
        action: 'page',
        page: slug,
        title: 'Buy pills',
        policy: 'held',
      },
    },
  ])
})

test('what nobody has commented on is no page yet, and an article none at all', async () => {
  const unseen = canonicalPage(`${ORIGIN}/unseen`).key
  for (const slug of [unseen, await site.publish('an-article'), '~nonsense', 'a'.repeat(3000)]) {
    for (const { status, body } of [await read(slug), await patch(slug, { comments: { policy: 'closed' } })])
      expect([status, body.type]).toEqual([404, 'urn:problem-type:understory:article-not-found'])
  }
})

test.each<[unknown, string[]]>([
  [{ title: '' }, ['#/title']],
  [{ title: 'a'.repeat(201) }, ['#/title']],
  [{ title: null, comments: null }, ['#/title', '#/comments']],
  [{ comments: {} }, ['#/comments/policy']],
  [{ comments: { policy: 'shut' }, url: 'https://evil.example/' }, ['#/comments/policy', '#/url']],
  [[], ['#']],
])('%j is refused, and nothing is changed', async (body, pointers) => {
  const { slug } = await fresh()
  const answer = await patch(slug, body)
  expect([answer.status, answer.body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    422,
    pointers,
  ])
  expect((await read(slug)).body).toMatchObject({ title: 'Buy pills', comments: { policy: 'open' } })
})

test('readers and editors have no business with it', async () => {
  const { slug } = await fresh()
  for (const parts of [{}, { groups: ['editor'] }]) {
    const answers = [
      await site.call('GET /v1/moderation/pages/{slug}', { ...parts, path: { slug } }),
      await site.call('PATCH /v1/moderation/pages/{slug}', { ...parts, path: { slug }, body: { title: 'Fog' } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
  }
  expect((await read(slug)).body.title).toBe('Buy pills')
})
