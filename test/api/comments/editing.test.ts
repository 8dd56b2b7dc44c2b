/** Changes that an author makes to a comment with its edit token. */
import { call, get } from '../../kit/http/client.ts'
import {
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
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment, Posted } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const edit = (slug: string, id: string, token: string | undefined, text = 'Edited.') =>
  call<{ comment: Comment }>('PATCH', commentPath(slug, id), { token, body: { text } })
const erase = (slug: string, id: string, token: string | undefined) => call('DELETE', commentPath(slug, id), { token })
const source = (slug: string, id: string, token: string | undefined) =>
  call<{ text: string }>('GET', `${commentPath(slug, id)}/source`, { token })

describe('editing', () => {
  test('replaces the text, keeps id and time, and says when', async () => {
    const slug = await publish()
    const { comment, editToken } = await post(slug, 'Teh text.')
    const answer = await edit(slug, comment.id, editToken, 'The *text*.')
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, no-store'])
    expect(answer.body).toEqual({
      comment: { ...comment, html: '<p>The <em>text</em>.</p>', editedAt: expect.stringMatching(/Z$/) },
    })
    await eventually(async () => expect((await page(commentsPath(slug))).items).toEqual([answer.body.comment]))
  })

  test('an author gets the Markdown back as it was typed, and its last version', async () => {
    const slug = await publish()
    const { comment, editToken } = await post(slug, '*One*')
    expect(having(200, await source(slug, comment.id, editToken)).body).toMatchObject({ text: '*One*' })
    await edit(slug, comment.id, editToken, '*Two*')
    const answer = await source(slug, comment.id, editToken)
    expect(answer.body).toMatchObject({ text: '*Two*' })
    expect(answer.headers['cache-control']).toBe('private, no-store')
  })

  test('a reply’s new text shows beside its root', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment, editToken } = await post(slug, 'reply', root.id)
    having(200, await edit(slug, comment.id, editToken))
    await eventually(async () => {
      const [listed] = (await page(commentsPath(slug))).items
      expect(listed?.replies.items[0]?.html).toBe('<p>Edited.</p>')
      expect(listed?.replies.total).toBe(1)
    })
  })

  test('a root keeps its replies and their count', async () => {
    const slug = await publish()
    const { comment: root, editToken } = await post(slug, 'root')
    await post(slug, 'reply', root.id)
    await eventually(async () => expect((await get<Comment>(commentPath(slug, root.id))).body.replies.total).toBe(1))
    having(200, await edit(slug, root.id, editToken))
    await eventually(async () =>
      expect((await get(commentPath(slug, root.id))).body).toMatchObject({
        html: '<p>Edited.</p>',
        replies: { total: 1, items: [{}] },
      }),
    )
  })

  test('two edits at once: each wins or is told that the comment changed', async () => {
    const slug = await publish()
    const { comment, editToken } = await post(slug, 'root')
    const answers = await Promise.all(['one', 'two'].map((text) => edit(slug, comment.id, editToken, text)))
    const winners = answers.filter(({ status }) => status === 200)
    expect(winners.length).toBeGreaterThan(0)
    for (const answer of answers) if (answer.status !== 200) expectProblem(answer, 409, 'comment-changed')
    const stored = having(200, await source(slug, comment.id, editToken)).body.text
    expect(winners.map(({ body }) => body.comment.html)).toContain(`<p>${stored}</p>`)
  })

  test('a comment that waits for a moderator goes on waiting, with its new text', async () => {
    const slug = await publishWithPolicy('held')
    const { comment, editToken } = await post(slug, 'Hold me.')
    const { body } = having(200, await edit(slug, comment.id, editToken))
    expect(body.comment).toMatchObject({ id: comment.id, state: 'held', html: '<p>Edited.</p>' })
    await eventually(async () => expect(await queueOf(slug)).toMatchObject([{ id: comment.id, source: 'Edited.' }]))
  })

  test('an approved comment that is edited under an article which holds comments waits again', async () => {
    const slug = await publishWithPolicy('held')
    const { comment, editToken } = await post(slug, 'Harmless.')
    expect(await decide('approve', slug, [comment.id])).toEqual([{ id: comment.id, ok: true }])
    const { body } = having(200, await edit(slug, comment.id, editToken, 'Less harmless.'))
    expect(body.comment.state).toBe('held')
    await eventually(async () =>
      expect(await queueOf(slug)).toMatchObject([{ id: comment.id, source: 'Less harmless.' }]),
    )
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(0))
    expect((await get(commentsPath(slug))).text).not.toContain('harmless')
  })
})

describe('deleting', () => {
  test('leaves a tombstone without name and text, and the replies where they are', async () => {
    const slug = await publish()
    const { comment: root, editToken } = await post(slug, 'A secret.')
    const { comment: reply } = await post(slug, 'reply', root.id)
    const answer = await erase(slug, root.id, editToken)
    expect([answer.status, answer.text]).toEqual([204, ''])
    await eventually(async () =>
      expect(await page(commentsPath(slug))).toEqual({
        total: 1,
        items: [
          {
            ...root,
            author: null,
            html: '',
            state: 'removed',
            replies: { total: 1, items: [reply], nextCursor: null },
          },
        ],
        nextCursor: null,
      }),
    )
    expect((await get(commentsPath(slug))).text).not.toContain('secret')
  })

  test('a deleted reply is no longer counted, and shows nothing beside its root', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment, editToken } = await post(slug, 'A secret.', root.id)
    await post(slug, 'another', root.id)
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(3))
    having(204, await erase(slug, comment.id, editToken))
    await eventually(async () => {
      const { total, items } = await page(commentsPath(slug))
      expect([total, items[0]?.replies.total]).toEqual([2, 1])
    })
    expect((await get(commentsPath(slug))).text).not.toContain('secret')
    expect((await get(`${commentPath(slug, root.id)}/replies`)).text).not.toContain('secret')
  })

  test('is final: nothing more can be done, by its author or by moderators', async () => {
    const slug = await publish()
    const { comment, editToken } = await post(slug, 'root')
    having(204, await erase(slug, comment.id, editToken))
    for (const again of [erase, edit, source])
      expectProblem(await again(slug, comment.id, editToken), 404, 'comment-not-found')
    const [result] = await decide('restore', slug, [comment.id])
    expect(result).toMatchObject({ ok: false, problem: { status: 409 } })
    for (const status of ['held', 'spam', 'removed']) expect(await queueOf(slug, status)).toEqual([])
  })

  test('takes a held comment out of the queue', async () => {
    const slug = await publishWithPolicy('held')
    const { comment, editToken } = await post(slug, 'Hold me.')
    having(204, await erase(slug, comment.id, editToken))
    await eventually(async () => expect(await queueOf(slug)).toEqual([]))
    expect(await walk(commentsPath(slug))).toEqual([])
  })
})

describe('without the right token', () => {
  let slug: string
  let posted: Posted
  let other: Posted
  beforeAll(async () => {
    slug = await publish()
    posted = await post(slug, 'Untouched.')
    other = await post(slug, 'Another.')
  })
  afterAll(async () => {
    expect((await get(commentPath(slug, posted.comment.id))).body).toMatchObject({ html: '<p>Untouched.</p>' })
  })

  test.each([
    ['changed', edit],
    ['deleted', erase],
    ['read as Markdown', source],
  ])('a comment is not %s', async (_, attempt) => {
    const { id } = posted.comment
    const anonymous = await attempt(slug, id, undefined)
    expectProblem(anonymous, 401, 'unauthenticated')
    expect(anonymous.headers['www-authenticate']).toMatch(/^Bearer/)
    for (const token of [
      other.editToken,
      'garbage',
      'a'.repeat(500),
      `${posted.editToken}x`,
      posted.editToken.slice(1),
    ]) {
      expectProblem(await attempt(slug, id, token), 403, 'forbidden')
    }
  })

  test('other schemes than Bearer are none', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`ada:${posted.editToken}`).toString('base64')}` }
    const answer = await call('PATCH', commentPath(slug, posted.comment.id), { headers, body: { text: 'x' } })
    expectProblem(answer, 401, 'unauthenticated')
  })

  test('the right token does not work under another article', async () => {
    const elsewhere = await publish()
    for (const attempt of [edit, erase, source]) {
      expectProblem(await attempt(elsewhere, posted.comment.id, posted.editToken), 404, 'comment-not-found')
    }
  })
})
