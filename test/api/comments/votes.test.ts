/**
 * Guests vote on comments and report them. The answer to a guest's first vote or report has an identity that the guest
 * sends from then on.
 */
import { asModerator, call, get } from '../../kit/http/client.ts'
import {
  articlePath,
  commentPath,
  commentsPath,
  decide,
  eventually,
  having,
  page,
  post,
  publish,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Comment, Queued } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

type Vote = { value: number; voter: string | null }

const as = (voter?: string): Record<string, string> => (voter === undefined ? {} : { 'understory-voter': voter })

const vote = (slug: string, id: string, value: unknown, voter?: string) =>
  call<Vote>('PUT', `${commentPath(slug, id)}/vote`, { body: { value }, headers: as(voter) })

const report = (slug: string, id: string, body: unknown, voter?: string) =>
  call<{ voter: string | null }>('POST', `${commentPath(slug, id)}/reports`, { body, headers: as(voter) })

const ownVotes = async (slug: string, ids: string[], voter?: string) => {
  const query = ids.map((id) => `id=${encodeURIComponent(id)}`).join('&')
  const answer = having(200, await get<{ votes: object }>(`${articlePath(slug)}/votes?${query}`, as(voter)))
  expect(answer.headers['cache-control']).toBe('private, no-store')
  return answer.body.votes
}

const scoreOf = async (slug: string, id: string) => having(200, await get<Comment>(commentPath(slug, id))).body.score

/** A reported comment, as moderators see it in the queue. */
async function reportedAs(id: string): Promise<(Queued & { reports: unknown }) | undefined> {
  type Reported = Queued & { reports: unknown }
  const { body } = having(
    200,
    await asModerator<{ items: Reported[] }>('GET', '/v1/moderation/comments?status=reported&limit=100'),
  )
  return body.items.find((item) => item.id === id)
}

test('a first vote makes the voter, counts, and can be turned round and taken back', async () => {
  const slug = await publish()
  const { comment } = await post(slug, 'vote for me')
  const first = having(200, await vote(slug, comment.id, 1))
  const voter = String(first.body.voter)
  expect(first.body).toEqual({ value: 1, voter: expect.stringMatching(/^\S{20,}$/) })
  expect(first.headers['cache-control']).toBe('private, no-store')
  expect(first.headers['set-cookie']).toMatch(/^understory_voter=.*HttpOnly/i)
  await eventually(async () => expect(await scoreOf(slug, comment.id)).toBe(1))
  expect(await ownVotes(slug, [comment.id], voter)).toEqual({ [comment.id]: 1 })

  const again = having(200, await vote(slug, comment.id, 1, voter))
  expect([again.body, again.headers['set-cookie']]).toEqual([{ value: 1, voter }, undefined])
  having(200, await vote(slug, comment.id, -1, voter))
  await eventually(async () => expect(await scoreOf(slug, comment.id)).toBe(-1))
  having(200, await vote(slug, comment.id, 0, voter))
  await eventually(async () => expect(await scoreOf(slug, comment.id)).toBe(0))
  expect(await ownVotes(slug, [comment.id], voter)).toEqual({ [comment.id]: 0 })
  expect(await ownVotes(slug, [comment.id])).toEqual({ [comment.id]: 0 })
})

test('voters count each for themselves, and the best is listed first', async () => {
  const slug = await publish()
  const [plain, liked] = [(await post(slug, 'plain')).comment, (await post(slug, 'liked')).comment]
  await post(slug, 'the newest')
  for (let voters = 0; voters < 3; voters++) having(200, await vote(slug, liked.id, 1))
  having(200, await vote(slug, plain.id, 1))
  await eventually(async () => {
    const { items } = await page<Comment>(commentsPath(slug, '?sort=top'))
    expect(items.map(({ html, score }) => [html, score])).toEqual([
      ['<p>liked</p>', 3],
      ['<p>plain</p>', 1],
      ['<p>the newest</p>', 0],
    ])
  })
})

test('no vote is taken that makes no sense, nor under a forged name, nor for what is not there', async () => {
  const slug = await publish()
  const { comment } = await post(slug, 'here')
  for (const value of [2, -2, 0.5, '1', null, true]) {
    expectProblem(await vote(slug, comment.id, value), 422, 'invalid-input', ['#/value'])
  }
  const forged = await vote(slug, comment.id, 1, 'somebody.else')
  expect([forged.status, await scoreOf(slug, comment.id)]).toEqual([403, 0])
  expectProblem(await vote(slug, '01JBADBADBADBADBADBADBADBA', 1), 404, 'comment-not-found')
  expectProblem(await vote(await publish(), comment.id, 1), 404, 'comment-not-found')
  expectProblem(await vote(unique('nowhere'), comment.id, 1), 404, 'article-not-found')
  await decide('remove', slug, [comment.id])
  const removed = await vote(slug, comment.id, 1)
  expect([404, 409]).toContain(removed.status)
})

test('a report reaches the moderators once for each reader and address, and is settled by approving', async () => {
  const slug = await publish()
  const { comment } = await post(slug, 'reported')
  const first = having(202, await report(slug, comment.id, { reason: 'abuse', detail: 'It is rude.' }))
  having(202, await report(slug, comment.id, { reason: 'spam' }, String(first.body.voter)))
  // Another guest at the same address gets the same answer.
  const another = having(202, await report(slug, comment.id, { reason: 'spam' }))
  expect([another.body, another.headers['set-cookie']]).toEqual([{ voter: null }, undefined])
  await eventually(async () => {
    const seen = await reportedAs(comment.id)
    expect(seen?.reports).toEqual({ count: 1, reasons: { abuse: 1 }, details: ['It is rude.'] })
  })
  // The public answer does not mention reports.
  expect((await get(commentPath(slug, comment.id))).text).not.toMatch(/rude|abuse|reports/)
  await decide('approve', slug, [comment.id])
  await eventually(async () => expect(await reportedAs(comment.id)).toBeUndefined())
})

test('no report is taken without a reason that is known', async () => {
  const slug = await publish()
  const { comment } = await post(slug, 'here')
  expectProblem(await report(slug, comment.id, {}), 422, 'invalid-input', ['#/reason'])
  expectProblem(await report(slug, comment.id, { reason: 'boredom' }), 422, 'invalid-input', ['#/reason'])
  const long = { reason: 'other', detail: 'a'.repeat(501), more: 1 }
  expectProblem(await report(slug, comment.id, long), 422, 'invalid-input', ['#/detail', '#/more'])
  expectProblem(await report(unique('nowhere'), comment.id, { reason: 'spam' }), 404, 'article-not-found')
})
