import { randomBytes } from 'node:crypto'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { newVoter } from '../domain/comments/voter.ts'

let slug: string
let count = 0

const { tables, site } = await freshSite()
beforeEach(async () => {
  site.set({ ...PLENTY, reportsToHold: 3 })
  site.pass(60 * 60_000)
  slug = await site.publish(`reported-${++count}`)
  await site.records()
})

const post = async () => (await site.post(slug, 'A nuisance.')).body.comment.id as string
const guest = () => newVoter('a secret for tests', randomBytes, site.clock()).token
const listed = async (status: string) =>
  (await site.queue(`status=${status}&limit=100`)).body.items.filter(
    ({ article }: { article: string }) => article === slug,
  )
let addresses = 0
/** An address that has reported nothing. */
const address = () => `10.0.${Math.floor(++addresses / 256)}.${addresses % 256}`
const reportTimes = async (id: string, times: number) => {
  for (let time = 0; time < times; time++)
    expect((await site.report(slug, id, { reason: 'abuse' }, guest(), address())).status).toBe(202)
}

describe('a report', () => {
  test('is taken with 202 and shows moderators the comment, how many there were, and why', async () => {
    const id = await post()
    const { status, body, cookies, headers } = await site.report(slug, id, { reason: 'spam' })
    expect(status).toBe(202)
    expect(body).toEqual({ voter: expect.stringMatching(/^[\w-]{22}\.[\w-]{43}$/) })
    expect(cookies).toHaveLength(1)
    expect(headers['cache-control']).toBe('private, no-store')
    await site.report(slug, id, { reason: 'abuse', detail: 'He insults me.' }, undefined, address())
    expect(await listed('reported')).toEqual([
      expect.objectContaining({
        id,
        status: 'reported',
        state: 'published',
        html: '<p>A nuisance.</p>',
        source: 'A nuisance.',
        version: 1,
        article: slug,
        reports: { count: 2, reasons: { spam: 1, abuse: 1 }, details: ['He insults me.'] },
      }),
    ])
  })

  test('counts once for each reporter, whatever the reason and address, also when sent many times at once', async () => {
    const id = await post()
    const voter = guest()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => site.report(slug, id, { reason: 'spam' }, voter, address())),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect((await site.report(slug, id, { reason: 'other' }, voter)).status).toBe(202)
    expect(await listed('reported')).toMatchObject([{ reports: { count: 1 } }])
  })

  test('is forgotten with its address after the days that the settings say', async () => {
    site.set({ privateFactsDays: 7 })
    const id = await post()
    await site.report(slug, id, { reason: 'spam' }, guest(), address())
    const { client, name: TableName } = tables.comments
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :address)',
        ExpressionAttributeValues: { ':pk': { S: `P#${id}` }, ':address': { S: 'R#@' } },
      }),
    )
    const end = site.clock() / 1000 + 7 * 24 * 60 * 60
    expect(Items.map(({ expiresAt }) => Math.abs(Number(expiresAt?.N) - end) <= 1)).toEqual([true])
  })

  test('counts once for each address, whoever sends it: somebody who makes identities hides nothing', async () => {
    const id = await post()
    const created = await site.report(slug, id, { reason: 'spam' }, undefined, '198.51.100.1')
    expect(created.body.voter).toEqual(expect.any(String))
    for (let time = 0; time < 5; time++) {
      const again = await site.report(slug, id, { reason: 'abuse' }, undefined, '198.51.100.1')
      // The answer has the same status, but no identity.
      expect([again.status, again.body, again.cookies]).toEqual([202, { voter: null }, []])
    }
    await Promise.all(
      Array.from({ length: 5 }, () => site.report(slug, id, { reason: 'spam' }, guest(), '198.51.100.1')),
    )
    // Addresses of one IPv6 network count as one.
    for (const end of [':1', ':2', 'ffff:ffff:ffff:ffff'])
      await site.report(slug, id, { reason: 'spam' }, guest(), `2001:db8:7:7:${end}`)
    expect((await site.get(slug, id)).body.state).toBe('published')
    expect(await listed('reported')).toMatchObject([{ reports: { count: 2 } }])
  })

  test('is as public as a vote: not at all', async () => {
    const id = await post()
    const { voter } = (await site.report(slug, id, { reason: 'other', detail: 'A secret detail' })).body
    await site.project()
    for (const answer of [await site.list(slug), await site.get(slug, id), await site.list(slug, 'sort=top')]) {
      expect(JSON.stringify(answer.body)).not.toMatch(/secret detail|report/)
      expect(JSON.stringify(answer.body)).not.toContain(voter.split('.')[0])
    }
  })

  test.each([
    [{}, '#/reason'],
    [{ reason: 'dislike' }, '#/reason'],
    [{ reason: 'spam', detail: 'x'.repeat(501) }, '#/detail'],
    [{ reason: 'spam', comment: 1 }, '#/comment'],
  ])('of %j is refused', async (body, pointer) => {
    expect(await site.report(slug, await post(), body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
  })

  test('needs a comment that stands', async () => {
    expect((await site.report(slug, '01ARZ3NDEKTSV4RRFFQ69G5FAV', { reason: 'spam' })).status).toBe(404)
    const { comment, editToken } = (await site.post(slug, 'Gone soon.')).body
    await site.remove(slug, comment.id, editToken)
    expect((await site.report(slug, comment.id, { reason: 'spam' })).status).toBe(409)
  })

  test('is possible where comments are closed', async () => {
    const id = await post()
    await site.publish(slug, 'closed')
    expect((await site.report(slug, id, { reason: 'spam' })).status).toBe(202)
  })

  test('has a limit of its own; an address that reached it is refused without a question to the database', async () => {
    site.set({ reportsPerHour: 2, votesPerMinute: 1 })
    const voter = guest()
    const ids = [await post(), await post(), await post()]
    const report = (id = '') => site.report(slug, id, { reason: 'spam' }, voter, '198.51.100.2')
    const answers = []
    for (const id of ids) answers.push(await report(id))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429])
    expect(answers[2]?.headers['retry-after']).toBe('1800')
    tables.requests()
    expect((await report(ids[2])).status).toBe(429)
    expect(tables.requests()).toEqual([])
    site.pass(30 * 60_000)
    expect((await report(ids[2])).status).toBe(202)
  })
})

describe('enough reports', () => {
  test('take a comment from its place into the queue, with their count; it is listed as reported no more', async () => {
    const id = await post()
    await reportTimes(id, 2)
    expect((await site.get(slug, id)).body.state).toBe('published')
    await reportTimes(id, 1)
    expect((await site.get(slug, id)).body.state).toBe('removed')
    expect(await listed('reported')).toEqual([])
    expect(await listed('held')).toMatchObject([
      { id, status: 'held', source: 'A nuisance.', reports: { count: 3, reasons: { abuse: 3 } } },
    ])
    expect((await site.report(slug, id, { reason: 'spam' }, guest())).status).toBe(409)
  })

  test('at once, by many, hold it once and lose none', async () => {
    const id = await post()
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => site.report(slug, id, { reason: 'spam' }, guest(), address())),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(await listed('held')).toMatchObject([{ id, reports: { count: 3 } }])
  })

  test('hold nothing where the setting is 0', async () => {
    site.set({ reportsToHold: 0 })
    const id = await post()
    await reportTimes(id, 7)
    expect((await site.get(slug, id)).body.state).toBe('published')
    expect(await listed('reported')).toMatchObject([{ reports: { count: 7 } }])
  })

  test('hold a reply too; approved, it is back with its votes, and no report holds it again until it is edited', async () => {
    const root = await post()
    const { comment, editToken } = (await site.post(slug, 'A nuisance.', root)).body
    const reply = comment.id
    await site.vote(slug, reply, 1)
    const reporters = [guest(), guest(), guest()]
    for (const voter of reporters) await site.report(slug, reply, { reason: 'spam' }, voter, address())
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ replies: { total: 0 } }] })
    site.pass(61_000)
    await site.sweep()
    await site.project()
    await site.moderate('approve', [{ article: slug, id: reply }])
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({
      total: 2,
      items: [{ replies: { total: 1, items: [{ id: reply, score: 1 }] } }],
    })
    for (const voter of reporters) expect((await site.report(slug, reply, { reason: 'spam' }, voter)).status).toBe(202)
    expect((await site.get(slug, reply)).body.state).toBe('published')
    await reportTimes(reply, 5)
    expect((await site.get(slug, reply)).body.state).toBe('published')
    expect(await listed('reported')).toMatchObject([{ id: reply, reports: { count: 5 } }])
    // An edited text is not approved.
    await site.edit(slug, reply, editToken, 'A worse nuisance.')
    await reportTimes(reply, 1)
    expect((await site.get(slug, reply)).body.state).toBe('removed')
  })
})

describe('a moderator', () => {
  test('approves a reported comment where it stands: the reports are forgotten, and count no more', async () => {
    const id = await post()
    await reportTimes(id, 2)
    expect((await site.moderate('approve', [{ article: slug, id }])).body.results).toEqual([{ id, ok: true }])
    expect(await listed('reported')).toEqual([])
    await reportTimes(id, 5)
    expect((await site.get(slug, id)).body.state).toBe('published')
    expect(await listed('reported')).toMatchObject([{ reports: { count: 5 } }])
  })

  test.each([['approve'], ['remove', 'restore'], ['spam', 'approve']])(
    'who has decided for a comment nobody had reported (%s %s) keeps it from being held',
    async (...actions) => {
      const id = await post()
      for (const action of actions) await site.moderate(action, [{ article: slug, id }])
      await reportTimes(id, 5)
      expect((await site.get(slug, id)).body.state).toBe('published')
      expect(await listed('reported')).toMatchObject([{ reports: { count: 5 } }])
    },
  )

  test.each(['spam', 'remove'])(
    'who chooses %s takes it out of the reported, and still sees the count',
    async (action) => {
      const id = await post()
      await reportTimes(id, 2)
      await site.moderate(action, [{ article: slug, id }])
      expect(await listed('reported')).toEqual([])
      expect(await listed(action === 'spam' ? 'spam' : 'removed')).toMatchObject([{ id, reports: { count: 2 } }])
      await site.moderate('restore', [{ article: slug, id }])
      expect(await listed('reported')).toEqual([])
    },
  )

  test('sees no report of what its author deleted', async () => {
    const { comment, editToken } = (await site.post(slug, 'Regretted.')).body
    await reportTimes(comment.id, 1)
    await site.remove(slug, comment.id, editToken)
    expect(await listed('reported')).toEqual([])
  })

  test('sees what the author made of a reported comment', async () => {
    const { comment, editToken } = (await site.post(slug, 'Rude.')).body
    await reportTimes(comment.id, 1)
    await site.edit(slug, comment.id, editToken, 'Polite.')
    expect(await listed('reported')).toMatchObject([{ source: 'Polite.', version: 2, reports: { count: 1 } }])
  })

  test('pages through the reported, newest first', async () => {
    const ids: string[] = []
    for (let each = 0; each < 7; each++) {
      site.pass(1000)
      const id = await post()
      ids.unshift(id)
      await reportTimes(id, 1)
    }
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await site.queue(`status=reported&limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.nextCursor
    }
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids)
  })
})
