/** Held comments, and the decisions of moderators about them. */
import { each } from '../../kit/each.ts'
import { asModerator, call, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  decide,
  eventually,
  having,
  page,
  post,
  publish,
  publishWithPolicy,
  queueOf,
  send,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment, Page, Queued } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const idsIn = async (slug: string, status: string) => (await queueOf(slug, status)).map(({ id }) => id)

describe('under an article that holds its comments', () => {
  test('a comment is answered with 202, and is in no public read', async () => {
    const slug = await publishWithPolicy('held')
    const answer = await send(slug, commentBy('Ada', 'Hold me.'))
    expect(answer.status).toBe(202)
    const { comment } = answer.body
    expect(comment).toMatchObject({ state: 'held', html: '<p>Hold me.</p>', author: { name: 'Ada' } })
    expect(answer.body.editToken).toMatch(/^\S{20,}$/)
    await eventually(async () => expect(await idsIn(slug, 'held')).toEqual([comment.id]))
    expect(await page(commentsPath(slug))).toEqual({ total: 0, items: [], nextCursor: null })
    expectProblem(await get(commentPath(slug, comment.id)), 404, 'comment-not-found')
    expectProblem(await get(`${commentPath(slug, comment.id)}/replies`), 404, 'comment-not-found')
  })

  test('moderators see it with its source, its version and its article', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold *me*.')
    await eventually(async () =>
      expect(await queueOf(slug)).toEqual([
        expect.objectContaining({ ...comment, status: 'held', source: 'Hold *me*.', version: 1, article: slug }),
      ]),
    )
  })

  test('approved, it moves under the article, with its id and its time, and is counted', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold me.')
    expect(await decide('approve', slug, [comment.id])).toEqual([{ id: comment.id, ok: true }])
    await eventually(async () =>
      expect(await page(commentsPath(slug))).toEqual({
        total: 1,
        items: [{ ...comment, state: 'published' }],
        nextCursor: null,
      }),
    )
    await eventually(async () => expect(await idsIn(slug, 'held')).toEqual([]))
  })

  test('a held reply shows beside its root once it is approved', async () => {
    const slug = await publishWithPolicy('held')
    const { comment: root } = await post(slug, 'root')
    await decide('approve', slug, [root.id])
    const { comment: reply } = await post(slug, 'reply', root.id)
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(1))
    expect((await page(commentsPath(slug))).items[0]?.replies.total).toBe(0)
    await decide('approve', slug, [reply.id])
    await eventually(async () =>
      expect((await page(commentsPath(slug))).items[0]?.replies).toEqual({
        total: 1,
        items: [{ ...reply, state: 'published' }],
        nextCursor: null,
      }),
    )
  })

  test('nobody can answer a comment that waits', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold me.')
    expectProblem(await send(slug, commentBy('Bob', 'reply', comment.id)), 404, 'parent-not-found')
  })

  test('a moderator does not approve a text that was changed meanwhile', async () => {
    const slug = await publishWithPolicy('held')
    const { comment, editToken } = await post(slug, 'Harmless.')
    const [seen] = await eventually(async () => {
      const queued = await queueOf(slug)
      expect(queued).toHaveLength(1)
      return queued
    })
    having(200, await call('PATCH', commentPath(slug, comment.id), { token: editToken, body: { text: 'Not so.' } }))
    const [result] = await decide('approve', slug, [{ id: comment.id, version: seen?.version ?? 0 }])
    expect(result).toMatchObject({
      id: comment.id,
      ok: false,
      problem: { status: 409, type: 'urn:problem-type:understory:comment-changed' },
    })
    expect(await walk(commentsPath(slug))).toEqual([])
    const [now] = await eventually(async () => {
      const queued = await queueOf(slug)
      expect(queued).toMatchObject([{ source: 'Not so.' }])
      return queued
    })
    expect(await decide('approve', slug, [{ id: comment.id, version: now?.version ?? 0 }])).toEqual([
      { id: comment.id, ok: true },
    ])
  })
})

describe('a moderator', () => {
  test.each([
    ['spam', 'spam'],
    ['remove', 'removed'],
  ])('can %s a published comment, and restore it', async (action, status) => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'A nuisance.')
    const { comment: reply } = await post(slug, 'reply', root.id)
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(2))

    expect(await decide(action, slug, [root.id])).toEqual([{ id: root.id, ok: true }])
    await eventually(async () => {
      const { total, items } = await page(commentsPath(slug))
      expect(total).toBe(1)
      expect(items).toEqual([
        { ...root, author: null, html: '', state: 'removed', replies: expect.objectContaining({ total: 1 }) },
      ])
    })
    expect((await get(commentsPath(slug))).text).not.toContain('nuisance')
    await eventually(async () =>
      expect(await queueOf(slug, status)).toMatchObject([
        { id: root.id, source: 'A nuisance.', author: { name: 'Ada' } },
      ]),
    )
    expect(await idsIn(slug, 'all')).toEqual([root.id])

    expect(await decide('restore', slug, [root.id])).toEqual([{ id: root.id, ok: true }])
    await eventually(async () => {
      const { total, items } = await page(commentsPath(slug))
      expect(total).toBe(2)
      expect(items).toEqual([{ ...root, replies: { total: 1, items: [reply], nextCursor: null } }])
    })
    await eventually(async () => expect(await idsIn(slug, 'all')).toEqual([]))
  })

  test('restores a held comment to where it was: the queue', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold me.')
    await decide('spam', slug, [comment.id])
    await eventually(async () =>
      expect([await idsIn(slug, 'held'), await idsIn(slug, 'spam')]).toEqual([[], [comment.id]]),
    )
    await decide('restore', slug, [comment.id])
    await eventually(async () =>
      expect([await idsIn(slug, 'held'), await idsIn(slug, 'spam')]).toEqual([[comment.id], []]),
    )
    expect(await walk(commentsPath(slug))).toEqual([])
  })

  test('may approve what was marked as spam by mistake', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'Not spam.')
    await decide('spam', slug, [comment.id])
    expect(await decide('approve', slug, [comment.id])).toEqual([{ id: comment.id, ok: true }])
    await eventually(async () => expect(await page(commentsPath(slug))).toMatchObject({ total: 1, items: [comment] }))
  })

  test('doing it twice is the same as doing it once', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold me.')
    for (const action of ['approve', 'approve', 'spam', 'spam', 'restore', 'restore', 'remove', 'remove']) {
      expect([action, await decide(action, slug, [comment.id])]).toEqual([action, [{ id: comment.id, ok: true }]])
    }
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(0))
  })

  test('clears a hundred at once, each answered for itself', async () => {
    const slug = await publishWithPolicy('held')
    const posted = await each(
      Array.from({ length: 97 }, (_, index) => index),
      async (number) => (await post(slug, `Comment ${number}`)).comment.id,
    )
    const elsewhere = (await post(await publish(), 'Elsewhere.')).comment.id
    const strangers = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'garbage', elsewhere]
    const results = await decide('approve', slug, [...posted, ...strangers])
    expect(results).toEqual([
      ...posted.map((id) => ({ id, ok: true })),
      ...strangers.map((id) => ({ id, ok: false, problem: expect.objectContaining({ status: 404 }) })),
    ])
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(97))
    expect(await walk(commentsPath(slug))).toHaveLength(97)
    expect(await idsIn(slug, 'held')).toEqual([])
  })

  test('naming one comment twice in one go is no trouble', async () => {
    const slug = await publishWithPolicy('held')
    const { comment } = await post(slug, 'Hold me.')
    const results = await decide('approve', slug, [comment.id, comment.id])
    expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(0)
    for (const { ok, problem } of results) expect(ok || problem?.status === 409).toBe(true)
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(1))
  })

  test('is told of an article that does not exist, comment by comment', async () => {
    const results = await decide('remove', 'an-article-that-nobody-wrote', ['01ARZ3NDEKTSV4RRFFQ69G5FAV'])
    expect(results).toMatchObject([
      { ok: false, problem: { status: 404, type: 'urn:problem-type:understory:article-not-found' } },
    ])
  })

  test('pages through the queue, newest first, without repeats', async () => {
    const slug = await publishWithPolicy('held')
    const posted = await each(
      Array.from({ length: 12 }, (_, index) => index),
      async (number) => (await post(slug, `Comment ${number}`)).comment.id,
    )
    const list = (path: string) => asModerator<Page<Queued>>('GET', path)
    await eventually(async () => {
      const walked = await walk<Queued>('/v1/moderation/comments?limit=5', list)
      // The last part of an id has the time. For a reply, this is the time of the reply.
      const all = walked.map(({ id }) => id.split('.').at(-1))
      expect(new Set(all).size).toBe(all.length)
      expect(all).toEqual(all.toSorted().toReversed())
      expect(walked.filter(({ article }) => article === slug).map(({ id }) => id)).toEqual(
        posted.toSorted().toReversed(),
      )
    })
    const first: Page<Comment> = having(200, await list('/v1/moderation/comments?limit=5')).body
    expect(first.items).toHaveLength(5)
  })

  test('never finds the queue in a cache', async () => {
    const answer = await asModerator('GET', '/v1/moderation/comments')
    expect(answer.headers['cache-control']).toBe('private, no-store')
  })
})
