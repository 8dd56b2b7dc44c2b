/** Replies. */
import { call, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  eventually,
  page,
  post,
  publish,
  send,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const repliesPath = (slug: string, id: string, query = '') => `${commentPath(slug, id)}/replies${query}`
const rootOf = async (slug: string): Promise<Comment | undefined> =>
  (await page(commentsPath(slug, '?sort=oldest&limit=1'))).items[0]

describe('replies', () => {
  test('answer a comment, or a reply to it, and carry the root in their id', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment: reply } = await post(slug, 'reply', root.id)
    const { comment: deeper } = await post(slug, 'deeper', reply.id)
    expect([reply.parentId, deeper.parentId]).toEqual([root.id, reply.id])
    for (const { id } of [reply, deeper]) expect(id).toMatch(new RegExp(`^${root.id}\\.[0-7][0-9A-HJKMNP-TV-Z]{25}$`))
    expect(reply.createdAt > root.createdAt && deeper.createdAt > reply.createdAt).toBe(true)
  })

  test('are not listed among the roots, but under theirs: the first two with it, the rest by the cursor', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const replies: Comment[] = []
    for (const text of ['one', 'two', 'three', 'four']) replies.push((await post(slug, text, root.id)).comment)
    const counted = await eventually(async () => {
      const listed = await rootOf(slug)
      expect(listed?.replies.total).toBe(4)
      return listed
    })
    expect((await page(commentsPath(slug))).items).toHaveLength(1)
    expect(counted?.replies.items).toEqual(replies.slice(0, 2))
    const cursor = counted?.replies.nextCursor
    expect(cursor).not.toBeNull()
    expect((await page(repliesPath(slug, root.id, `?cursor=${cursor}`))).items).toEqual(replies.slice(2))
    expect(await page(repliesPath(slug, root.id))).toEqual({ items: replies, nextCursor: null })
    expect(await walk(repliesPath(slug, root.id, '?limit=3'))).toEqual(replies)
  })

  test('two of them need no cursor', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    for (const text of ['one', 'two']) await post(slug, text, root.id)
    await eventually(async () =>
      expect((await rootOf(slug))?.replies).toMatchObject({ total: 2, items: [{}, {}], nextCursor: null }),
    )
  })

  test('that are long are shortened beside their root, and whole in their own list', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment: long } = await post(slug, 'word '.repeat(500), root.id)
    const preview = await eventually(async () => {
      const [first] = (await rootOf(slug))?.replies.items ?? []
      expect(first?.id).toBe(long.id)
      return first?.html ?? ''
    })
    const shown = preview.replace(/<[^>]*>/g, '')
    expect(shown).toMatch(/^(word )+word…$/)
    expect(shown.length).toBeLessThanOrEqual(280)
    expect((await page(repliesPath(slug, root.id))).items).toEqual([long])
  })

  test('are nested eight deep; what answers deeper stands beside it and names it', async () => {
    const slug = await publish()
    const chain = [(await post(slug, 'depth 0')).comment]
    for (let depth = 1; depth <= 9; depth++) chain.push((await post(slug, `depth ${depth}`, chain.at(-1)?.id)).comment)
    const [above, answered, answer] = chain.slice(-3)
    expect(answered?.parentId).toBe(above?.id)
    expect(answer).toMatchObject({ parentId: above?.id, replyTo: answered?.id })
    expect((await page(repliesPath(slug, chain[0]?.id ?? ''))).items.at(-1)).toEqual(answer)
  })

  test('posted at once are all there, each after what it answers', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const first = await Promise.all(Array.from({ length: 10 }, (_, n) => post(slug, `reply ${n}`, root.id)))
    await Promise.all(first.map(({ comment }) => post(slug, `answer to ${comment.id}`, comment.id)))
    const listed = await eventually(async () => {
      const all = await walk<Comment>(repliesPath(slug, root.id, '?limit=4'))
      expect(all).toHaveLength(20)
      return all.map(({ id }) => id)
    })
    expect(listed).toEqual(listed.toSorted())
    await eventually(async () => expect((await rootOf(slug))?.replies.total).toBe(20))
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(21))
  })

  test('have no list of their own: only roots do', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment: reply } = await post(slug, 'reply', root.id)
    expectProblem(await get(repliesPath(slug, reply.id)), 404, 'comment-not-found')
  })

  test('there may be none: an empty list', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'root')
    await eventually(async () =>
      expect(await page(repliesPath(slug, comment.id))).toEqual({ items: [], nextCursor: null }),
    )
  })
})

describe('a reply is refused', () => {
  const reply = (slug: string, parentId: string) => send(slug, commentBy('Ada', 'reply', parentId))

  test('to a comment of another article', async () => {
    const [slug, other] = await Promise.all([publish(), publish()])
    const { comment: root } = await post(other, 'root')
    const { comment: nested } = await post(other, 'nested', root.id)
    for (const { id } of [root, nested]) expectProblem(await reply(slug, id), 404, 'parent-not-found')
    expect(await walk(commentsPath(slug))).toEqual([])
    expect(await walk(repliesPath(other, root.id))).toHaveLength(1)
  })

  test('to a comment that nobody wrote', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const nobody = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    for (const id of [nobody, `${root.id}.${nobody}`, `${nobody}.${root.id}`]) {
      expectProblem(await reply(slug, id), 404, 'parent-not-found')
    }
  })

  test('to a reply named under the wrong root', async () => {
    const slug = await publish()
    const [{ comment: one }, { comment: two }] = [await post(slug, 'one'), await post(slug, 'two')]
    const { comment: nested } = await post(slug, 'nested', one.id)
    expectProblem(await reply(slug, nested.id.replace(one.id, two.id)), 404, 'parent-not-found')
  })

  test('to what its author has deleted', async () => {
    const slug = await publish()
    const { comment, editToken } = await post(slug, 'root')
    await call('DELETE', commentPath(slug, comment.id), { token: editToken })
    expectProblem(await reply(slug, comment.id), 409, 'comment-removed')
  })
})
