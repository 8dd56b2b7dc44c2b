/** A page of another site: its first comment, and what moderators can do with the page. */
import { asModerator, get } from '../../kit/http/client.ts'
import { commentBy, eventually, having, send, unique } from '../../kit/http/fixtures.ts'
import { OTHER_SITE } from '../../kit/http/settings.ts'
import type { Policy } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

/** Functions cache a page for up to ten seconds. */
const TAKES_EFFECT_SECONDS = 20

type Known = { slug: string; url: string; registered: boolean; title?: string; comments: { policy: Policy } }

const whereIs = async (url: string) => having(200, await get<Known>(`/v1/pages?${new URLSearchParams({ url })}`)).body
const moderated = (slug: string) => `/v1/moderation/pages/${encodeURIComponent(slug)}`

test('it is registered by its first comment, and held, closed and given another title by a moderator', async () => {
  const url = `${OTHER_SITE}/${unique('fog')}`
  const { slug, registered } = await whereIs(url)
  expect(registered).toBe(false)
  expectProblem(await asModerator('GET', moderated(slug)), 404, 'article-not-found')

  const first = { ...commentBy('Ada', 'First.'), page: { url, title: 'Buy pills' } }
  expectProblem(await send(slug, first, { origin: 'https://evil.example' }), 403, 'origin-not-allowed')
  having(201, await send(slug, first, { origin: OTHER_SITE }))
  const page = { slug, url, title: 'Buy pills', createdAt: expect.any(String), comments: { policy: 'open' } }
  await eventually(async () => expect(having(200, await asModerator('GET', moderated(slug))).body).toEqual(page))

  const held = having(
    200,
    await asModerator('PATCH', moderated(slug), { body: { title: 'Fog', comments: { policy: 'held' } } }),
  )
  expect(held.body).toEqual({ ...page, title: 'Fog', comments: { policy: 'held' } })
  await eventually(
    async () => expect((await send(slug, commentBy('Ada', 'May I?'))).status).toBe(202),
    TAKES_EFFECT_SECONDS,
  )

  having(200, await asModerator('PATCH', moderated(slug), { body: { comments: { policy: 'closed' } } }))
  await eventually(async () => {
    expectProblem(await send(slug, commentBy('Ada', 'Too late.')), 403, 'comments-closed')
  }, TAKES_EFFECT_SECONDS)
  await eventually(async () =>
    expect(await whereIs(url)).toMatchObject({ title: 'Fog', comments: { policy: 'closed' } }),
  )
})

test('faults in a change are named, and nothing is changed', async () => {
  const url = `${OTHER_SITE}/${unique('fog')}`
  const { slug } = await whereIs(url)
  having(201, await send(slug, { ...commentBy('Ada', 'First.'), page: { url, title: 'Fog' } }))
  const body = { title: '', comments: { policy: 'shut' }, url: `${OTHER_SITE}/other` }
  const answer = await asModerator('PATCH', moderated(slug), { body })
  expectProblem(answer, 422, 'invalid-input', ['#/title', '#/comments/policy', '#/url'])
  await eventually(async () => expect(await whereIs(url)).toMatchObject({ title: 'Fog', comments: { policy: 'open' } }))
})
