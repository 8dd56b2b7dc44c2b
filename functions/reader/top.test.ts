import { randomBytes } from 'node:crypto'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { newVoter } from '../domain/comments/voter.ts'
import { rankOf } from '../domain/comments/votes.ts'
import { rootPartition } from '../store/client/keys.ts'
import { getShardMap } from '../store/comments/conversations.ts'
import { grow, shrink } from '../store/comments/shardGrowth.ts'

let slug: string
let count = 0
const voters = Array.from({ length: 9 }, () => newVoter('a secret for tests', randomBytes, Date.now()).token)

const { tables, site } = await freshSite()
beforeEach(async () => {
  slug = await site.publish(`top-${++count}`)
  await site.records()
})

/** Posts root comments with numbers of votes for and against. @returns their ids */
async function comments(...votes: [up: number, down: number][]): Promise<string[]> {
  const ids: string[] = []
  for (const [up, down] of votes) {
    site.pass(10)
    const { id } = (await site.post(slug, 'root')).body.comment
    for (const [place, voter] of voters.entries()) {
      if (place < up + down) await site.vote(slug, id, place < up ? 1 : -1, voter)
    }
    ids.push(id)
  }
  await site.project()
  return ids
}

async function walk(limit: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null; pages++) {
    const { status, body } = await site.list(slug, `sort=top&limit=${limit}${cursor && `&cursor=${cursor}`}`)
    expect([status, body.total === undefined]).toEqual([200, pages > 0])
    ids.push(...body.items.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  return { ids, pages }
}

test('the best come first by what is certain of them, then all others by time', async () => {
  const [fair, few, many, newest, disliked, unvoted] = await comments([5, 4], [1, 0], [6, 1], [1, 0], [0, 3], [0, 0])
  const { body } = await site.list(slug, 'sort=top')
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual([many, fair, newest, few, unvoted, disliked])
  expect(body.items.map(({ score }: { score: number }) => score)).toEqual([5, 1, 1, 1, 0, -3])
  expect(body).toMatchObject({ total: 6, nextCursor: null })
})

test.each([1, 2, 3, 4, 7, 11, 12, 100])('pages of %i repeat nothing and leave nothing out', async (limit) => {
  const ids = await comments([1, 0], [0, 0], [2, 0], [0, 1], [3, 1], [0, 0], [1, 1], [0, 0], [4, 0], [0, 0], [1, 0])
  const { ids: walked } = await walk(limit)
  expect([...walked].sort()).toEqual([...ids].sort())
  expect(walked).toEqual((await walk(100)).ids)
})

test('one who loses their only vote is ranked no more, and one who is removed neither, until restored', async () => {
  const [first, second, third] = await comments([3, 0], [2, 0], [1, 0])
  await site.vote(slug, third ?? '', 0, voters[0])
  await site.moderate('remove', [{ article: slug, id: first }])
  await site.project()
  expect((await walk(1)).ids).toEqual([second, third, first])
  await site.moderate('restore', [{ article: slug, id: first }])
  await site.project()
  expect((await walk(1)).ids).toEqual([first, second, third])
})

test('a page of the best is one Query and one batch read, first or not; past them one Query more', async () => {
  await comments(...Array.from({ length: 6 }, (): [number, number] => [1, 0]), [0, 0], [0, 0])
  tables.requests()
  const first = await site.list(slug, 'sort=top&limit=2')
  // Before them, the conversation is read.
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query', 'BatchGetItem'])
  const second = await site.list(slug, `sort=top&limit=2&cursor=${first.body.nextCursor}`)
  expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query', 'BatchGetItem'])
  const third = await site.list(slug, `sort=top&limit=3&cursor=${second.body.nextCursor}`)
  expect(tables.requests().slice(2).sort()).toEqual(['BatchGetItem', 'Query', 'Query'])
  expect(third.body.items).toHaveLength(3)
})

test('nobody voted: the newest, with the total', async () => {
  const ids = await comments([0, 0], [0, 0], [0, 0])
  expect((await site.list(slug, 'sort=top&limit=2')).body).toMatchObject({
    total: 3,
    items: ids
      .slice(1)
      .reverse()
      .map((id) => ({ id })),
  })
})

test.each([
  'garbage',
  '%00',
  '123456789012.',
  '123456789012.01ARZ3NDEKTSV4RRFFQ69G5FA',
  '12345678901.01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'x'.repeat(10_000),
])('a cursor that is none is refused: %s', async (cursor) => {
  for (const sort of ['top', 'newest', 'oldest']) {
    expect(await site.list(slug, `sort=${sort}&cursor=${cursor}`)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '?cursor' }] },
    })
  }
})

test('a rank is a position among the best only', async () => {
  const rank = '206543291500.01ARZ3NDEKTSV4RRFFQ69G5FAV'
  expect((await site.list(slug, `sort=top&cursor=${rank}`)).status).toBe(200)
  const { status, body } = await site.list(slug, `sort=newest&cursor=${rank}`)
  expect([status, body.errors]).toEqual([422, [{ pointer: '?cursor', code: 'not-cursor', detail: expect.any(String) }]])
})

test('previews tell the scores of replies as the replies themselves do', async () => {
  const [root = ''] = await comments([1, 0])
  const reply = (await site.post(slug, 'reply', root)).body.comment.id
  await site.project()
  await site.vote(slug, reply, -1, voters[0])
  await site.vote(slug, reply, -1, voters[1])
  await site.project()
  expect((await site.get(slug, root)).body).toMatchObject({ score: 1, replies: { items: [{ id: reply, score: -2 }] } })
  expect((await site.replies(slug, root)).body.items).toMatchObject([{ id: reply, score: -2 }])
})

test.each([1, 3, 5, 100])(
  'an article that was spread over write shards, and is no more, has one order of the best, in pages of %i',
  async (limit) => {
    const settle = () => site.pass(24_000)
    const early: [number, number][] = [
      [2, 0],
      [0, 0],
      [1, 1],
    ]
    const many: [number, number][] = [
      [1, 0],
      [3, 0],
      [0, 0],
      [0, 1],
      [5, 1],
      [0, 0],
      [1, 0],
      [4, 0],
      [0, 2],
      [1, 0],
      [0, 0],
      [6, 0],
    ]
    const late: [number, number][] = [
      [1, 0],
      [0, 0],
    ]
    const ids = await comments(...early)
    await grow(tables.comments, slug, site.clock())
    settle()
    ids.push(...(await comments(...many)))
    await shrink(tables.comments, slug, site.clock())
    settle()
    ids.push(...(await comments(...late)))
    expect((await getShardMap(tables.comments, slug)).map(({ shards }) => shards)).toEqual([4, 1])
    const spread = await Promise.all(
      [0, 1, 2, 3].map(async (shard) => {
        const { Count } = await tables.comments.client.send(
          new QueryCommand({
            TableName: tables.comments.name,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :roots)',
            ExpressionAttributeValues: { ':pk': { S: rootPartition(slug, shard) }, ':roots': { S: 'C#' } },
          }),
        )
        return Count
      }),
    )
    expect(spread.filter((count) => count !== 0).length).toBeGreaterThan(1)

    const votes = [...early, ...many, ...late]
    const place = (id: string) => {
      const [up, down] = votes[ids.indexOf(id)] ?? [0, 0]
      return rankOf({ up, down }, id) ?? ` ${id}`
    }
    const best = [...ids].sort((a, b) => (place(a) < place(b) ? 1 : -1))
    expect((await walk(limit)).ids).toEqual(best)
    expect((await site.list(slug, 'sort=top&limit=2')).body.total).toBe(ids.length)
  },
)
