/** Reading comments: orders, pages and permalinks. */
import { each } from '../../kit/each.ts'
import { type Answer, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  eventually,
  having,
  page,
  post,
  publish,
  send,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment, Page } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const ids = (comments: readonly { id: string }[]) => comments.map(({ id }) => id)
const numbers = (length: number) => Array.from({ length }, (_, index) => index)

describe('a short thread', () => {
  test('nobody has said anything: an empty page with a total of nought', async () => {
    expect(await page(commentsPath(await publish()))).toEqual({ total: 0, items: [], nextCursor: null })
  })

  test('newest first unless asked otherwise', async () => {
    const slug = await publish()
    const posted: string[] = []
    for (const text of ['one', 'two', 'three']) posted.push((await post(slug, text)).comment.id)
    await eventually(async () => expect(ids((await page(commentsPath(slug))).items)).toEqual(posted.toReversed()))
    expect(ids((await page(commentsPath(slug, '?sort=newest'))).items)).toEqual(posted.toReversed())
    expect(ids((await page(commentsPath(slug, '?sort=oldest'))).items)).toEqual(posted)
  })

  test('the total stands on first pages, in either order, and counts replies too', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    await post(slug, 'reply', root.id)
    await post(slug, 'another root')
    await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(3))
    const first = await page(commentsPath(slug, '?sort=oldest&limit=1'))
    expect(first.total).toBe(3)
    expect(first.nextCursor).not.toBeNull()
    expect(await page(commentsPath(slug, `?sort=oldest&limit=1&cursor=${first.nextCursor}`))).not.toHaveProperty(
      'total',
    )
  })

  test('a page that is just full has no next one', async () => {
    const slug = await publish()
    await each(['one', 'two'], (text) => post(slug, text))
    const full = await page(commentsPath(slug, '?limit=2'))
    expect([full.items.length, full.nextCursor]).toEqual([2, null])
    expect((await page(commentsPath(slug, '?limit=1'))).nextCursor).not.toBeNull()
  })

  test('a page has 25 comments unless asked otherwise, and at most 100', async () => {
    const slug = await publish()
    await each(numbers(101), (number) => post(slug, `Comment ${number}`))
    await eventually(async () => expect(await walk(commentsPath(slug))).toHaveLength(101))
    expect((await page(commentsPath(slug))).items).toHaveLength(25)
    expect((await page(commentsPath(slug, '?limit=100'))).items).toHaveLength(100)
  })

  test('a cursor of one order is a position in the other', async () => {
    const slug = await publish()
    const posted: string[] = []
    for (const text of ['one', 'two', 'three']) posted.push((await post(slug, text)).comment.id)
    const { nextCursor } = await page(commentsPath(slug, '?limit=2'))
    const back = await page(commentsPath(slug, `?sort=oldest&cursor=${nextCursor}`))
    expect(ids(back.items)).toEqual(posted.slice(2))
  })

  test('a cursor shows nothing of another article', async () => {
    const [mine, other] = await Promise.all([publish(), publish()])
    const posted = await post(other, 'Not here.')
    await post(mine, 'Here.')
    const texts = (await walk<Comment>(commentsPath(mine, `?sort=oldest&cursor=${posted.comment.id}`))).map(
      ({ html }) => html,
    )
    expect(texts).toEqual(['<p>Here.</p>'])
  })
})

describe('a permalink', () => {
  test('of a root shows it with its replies, of a reply the reply alone', async () => {
    const slug = await publish()
    const { comment: root } = await post(slug, 'root')
    const { comment: reply } = await post(slug, 'reply', root.id)
    await eventually(async () =>
      expect((await get(commentPath(slug, root.id))).body).toEqual({
        ...root,
        replies: { total: 1, items: [reply], nextCursor: null },
      }),
    )
    expect((await get(commentPath(slug, reply.id))).body).toEqual(reply)
  })

  test('leads nowhere under another article', async () => {
    const [slug, other] = await Promise.all([publish(), publish()])
    const { comment: root } = await post(slug, 'root')
    const { comment: reply } = await post(slug, 'reply', root.id)
    for (const id of [root.id, reply.id]) {
      expectProblem(await get(commentPath(other, id)), 404, 'comment-not-found')
    }
    expectProblem(await get(`${commentPath(other, root.id)}/replies`), 404, 'comment-not-found')
  })
})

describe('a long thread', () => {
  const SIZE = 1000

  test('walked with any limit while others post, gives every comment that was there exactly once, in order', async () => {
    const slug = await publish()
    const posted = await each(
      numbers(SIZE),
      async (number) =>
        having(201, await send(slug, commentBy(`Reader ${number}`, `Comment ${number}`))).body.comment.id,
    )
    const before = posted.toSorted()
    await eventually(async () => expect(await walk(commentsPath(slug, '?limit=100'))).toHaveLength(SIZE))

    let walking = true
    const busy = (async () => {
      for (let number = 0; walking; number++) await post(slug, `Meanwhile ${number}`)
    })()
    const there = new Set(before)
    try {
      for (const limit of [7, 25, 64, 99, 100]) {
        for (const [sort, expected] of [
          ['newest', before.toReversed()],
          ['oldest', before],
        ] as const) {
          const walked = ids(await walk<Comment>(commentsPath(slug, `?sort=${sort}&limit=${limit}`)))
          expect(walked.filter((id) => there.has(id))).toEqual(expected)
          expect(new Set(walked).size).toBe(walked.length)
        }
      }
    } finally {
      walking = false
      await busy
    }
  }, 300_000)

  test('one comment a page works as well', async () => {
    const slug = await publish()
    const posted = await each(numbers(12), async (number) => (await post(slug, `Comment ${number}`)).comment.id)
    let pages = 0
    const counting = (path: string): Promise<Answer<Page<Comment>>> => {
      pages++
      return get<Page<Comment>>(path)
    }
    await eventually(async () => expect(await walk(commentsPath(slug))).toHaveLength(12))
    const walked = ids(await walk<Comment>(commentsPath(slug, '?sort=oldest&limit=1'), counting))
    expect(walked).toEqual(posted.toSorted())
    expect(pages).toBe(12)
  })
})
