/** The same comment sent again, as browsers do on bad connections. */
import { each } from '../../kit/each.ts'
import { call } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  eventually,
  page,
  post,
  publish,
  publishWithPolicy,
  queueOf,
  send,
  unique,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const keyed = (key: string) => ({ 'idempotency-key': key })

describe('with an Idempotency-Key', () => {
  test('the same comment sent fifty times at once is stored once, and all fifty answers are the same', async () => {
    const slug = await publish()
    const headers = keyed(unique('fifty-at-once'))
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(slug, commentBy('Ada', 'Once.'), headers)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1)
    const [first] = answers
    await eventually(async () =>
      expect((await walk<Comment>(commentsPath(slug))).map(({ id }) => id)).toEqual([first?.body.comment.id]),
    )
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(1))
  })

  test('a repeat is answered with the first status and body, edit token included', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const headers = keyed(unique('repeat'))
    const first = await send(slug, commentBy('Ada', 'Reply.', root.id), headers)
    const again = await send(slug, commentBy('Ada', 'Reply.', root.id), headers)
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect(again.headers.location).toBe(first.headers.location)
  })

  test('a held comment’s repeat is 202 again, and it waits once', async () => {
    const slug = await publishWithPolicy('held')
    const headers = keyed(unique('held'))
    const first = await send(slug, commentBy('Ada', 'Hold me.'), headers)
    const again = await send(slug, commentBy('Ada', 'Hold me.'), headers)
    expect([first.status, again.status, again.text]).toEqual([202, 202, first.text])
    await eventually(async () => expect(await queueOf(slug)).toHaveLength(1))
  })

  test('the key with another body is refused, and nothing is stored', async () => {
    const slug = await publish()
    const headers = keyed(unique('other-body'))
    await send(slug, commentBy('Ada', 'One.'), headers)
    for (const other of [commentBy('Ada', 'Two.'), commentBy('Bob', 'One.')]) {
      expectProblem(await send(slug, other, headers), 422, 'idempotency-key-reused')
    }
    expect(await walk(commentsPath(slug))).toHaveLength(1)
  })

  test('a repeat is answered even when the comment that it answers has been removed since', async () => {
    const slug = await publish()
    const { comment: root, editToken } = await post(slug, 'root')
    const headers = keyed(unique('orphan'))
    const first = await send(slug, commentBy('Ada', 'Reply.', root.id), headers)
    await call('DELETE', commentPath(slug, root.id), { token: editToken })
    const again = await send(slug, commentBy('Ada', 'Reply.', root.id), headers)
    expect([again.status, again.text]).toEqual([201, first.text])
  })

  test('a refused comment leaves the key free', async () => {
    const slug = await publish()
    const headers = keyed(unique('refused'))
    expectProblem(await send(slug, commentBy('Ada', ''), headers), 422, 'invalid-input', ['#/text'])
    expect((await send(slug, commentBy('Ada', 'Mended.'), headers)).status).toBe(201)
  })

  test('the same key under another article is another key', async () => {
    const headers = keyed(unique('two-articles'))
    const slugs = await Promise.all([publish(), publish()])
    const answers = await each(slugs, (slug) => send(slug, commentBy('Ada', 'Here too.'), headers))
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(new Set(answers.map(({ body }) => body.comment.id)).size).toBe(2)
  })

  test('of 16 or 64 characters all is well', async () => {
    const slug = await publish()
    const suffix = unique('').slice(-12)
    for (const length of [16, 64]) {
      expect((await send(slug, commentBy('Ada', 'Hi.'), keyed(suffix.padStart(length, 'k')))).status).toBe(201)
    }
  })

  test.each([
    ['too short', 'k'.repeat(15)],
    ['too long', 'k'.repeat(65)],
    ['with a space in it', 'key key key key key'],
  ])('%s, the header is named as the fault', async (_, key) => {
    const slug = await publish()
    expectProblem(await send(slug, commentBy('Ada', 'Hi.'), keyed(key)), 422, 'invalid-input', ['Idempotency-Key'])
    expect(await walk(commentsPath(slug))).toEqual([])
  })
})

test('without a key, the same words twice are two comments', async () => {
  const slug = await publish()
  await post(slug, 'Me too.')
  await post(slug, 'Me too.')
  await eventually(async () => expect(await walk(commentsPath(slug))).toHaveLength(2))
})
