import { randomBytes } from 'node:crypto'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { newVoter } from '../domain/comments/voter.ts'

let slug: string
let count = 0

const { tables, site } = await freshSite()
beforeEach(async () => {
  site.set({ ...PLENTY, reportsToHold: 5 })
  // Resets the limits between tests.
  site.pass(60 * 60_000)
  slug = await site.publish(`voted-${++count}`)
  await site.records()
})

const root = async () => (await site.post(slug, 'root')).body.comment.id as string
const scoreOf = async (id: string) => {
  await site.project()
  return (await site.get(slug, id)).body.score
}

describe('a vote', () => {
  test('makes a voter, in the body and as a cookie that scripts cannot read', async () => {
    const { status, body, cookies, headers } = await site.vote(slug, await root(), 1)
    expect(status).toBe(200)
    expect(body).toEqual({ value: 1, voter: expect.stringMatching(/^[\w-]{22}\.[\w-]{43}$/) })
    expect(cookies).toEqual([`understory_voter=${body.voter}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`])
    expect(headers['cache-control']).toBe('private, no-store')
  })

  test('away from this machine, that cookie is sent over TLS only', async () => {
    const id = await root()
    const event = { path: { slug, id }, body: { value: 1 }, domainName: 'abc.execute-api.eu-west-1.amazonaws.com' }
    const { cookies } = await site.call('PUT /v1/articles/{slug}/comments/{id}/vote', event)
    expect(cookies[0]).toMatch(/; Secure$/)
  })

  test('counts, once a voter, and can be changed and taken back', async () => {
    const id = await root()
    const { voter } = (await site.vote(slug, id, 1)).body
    expect(await scoreOf(id)).toBe(1)
    await site.vote(slug, id, 1, voter)
    expect(await scoreOf(id)).toBe(1)
    await site.vote(slug, id, -1)
    expect(await scoreOf(id)).toBe(0)
    await site.vote(slug, id, -1, voter)
    expect(await scoreOf(id)).toBe(-2)
    await site.vote(slug, id, 0, voter)
    expect(await scoreOf(id)).toBe(-1)
  })

  test('is taken for the same voter by header and by cookie, in either form', async () => {
    const id = await root()
    const { voter } = (await site.vote(slug, id, 1)).body
    const put = (parts: object) =>
      site.call('PUT /v1/articles/{slug}/comments/{id}/vote', { path: { slug, id }, body: { value: 1 }, ...parts })
    for (const parts of [
      { headers: { 'understory-voter': voter } },
      { headers: { cookie: `other=1; understory_voter=${voter}` } },
      { cookies: ['other=1', `understory_voter=${voter}`] },
    ]) {
      expect(await put(parts)).toMatchObject({ status: 200, body: { value: 1, voter }, cookies: [] })
    }
    expect(await scoreOf(id)).toBe(1)
  })

  test('is one read, counts for its address and one write; the same again is not written', async () => {
    const id = await root()
    site.set({ votesPerMinute: 3 })
    const from = '198.51.100.4'
    tables.requests()
    const { voter } = (await site.vote(slug, id, 1, undefined, from)).body
    // The conversation, votes of the address, comment and vote, votes on this comment, new voters, the vote.
    expect(tables.requests()).toEqual([
      'GetItem',
      'GetItem',
      'UpdateItem',
      'BatchGetItem',
      'UpdateItem',
      'UpdateItem',
      'PutItem',
    ])
    expect((await site.vote(slug, id, 1, voter, from)).status).toBe(200)
    expect(tables.requests().filter((name) => name !== 'UpdateItem')).toEqual(['GetItem', 'GetItem', 'BatchGetItem'])
    expect((await site.vote(slug, id, -1, voter, from)).status).toBe(200)
    expect(tables.requests().filter((name) => !name.endsWith('GetItem'))).toEqual([
      'UpdateItem',
      'UpdateItem',
      'PutItem',
    ])
    expect((await site.vote(slug, id, 1, voter, from)).status).toBe(429)
    tables.requests()
    expect((await site.vote(slug, id, 1, voter, from)).status).toBe(429)
    expect(tables.requests()).toEqual([])
  })

  test('of nobody in particular, taken back, makes nobody', async () => {
    expect(await site.vote(slug, await root(), 0)).toMatchObject({
      status: 200,
      body: { value: 0, voter: null },
      cookies: [],
    })
    expect((await site.vote(slug, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 0)).status).toBe(404)
  })

  test('many times at once by the same voter counts once', async () => {
    const id = await root()
    const { voter } = (await site.vote(slug, id, -1)).body
    const answers = await Promise.all(Array.from({ length: 10 }, () => site.vote(slug, id, 1, voter)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await scoreOf(id)).toBe(1)
  })

  test.each([2, 0.5, '1', null, true, [1]])('of %j is refused', async (value) => {
    const answer = await site.vote(slug, await root(), value)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/value' }] } })
  })
})

describe('an identity', () => {
  const forged = `${'A'.repeat(22)}.${'B'.repeat(43)}`
  const strangers = newVoter('the secret of another site', (length) => new Uint8Array(length), 0).token

  test.each([forged, strangers, 'x', ''])('that we never gave out is refused as a header: %s', async (voter) => {
    const id = await root()
    const answer = await site.vote(slug, id, 1, voter)
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:problem-type:understory:forbidden' }, cookies: [] })
    expect(await scoreOf(id)).toBe(0)
  })

  test('that we never gave out is as good as none as a cookie: it is replaced', async () => {
    const id = await root()
    const { status, body, cookies } = await site.call('PUT /v1/articles/{slug}/comments/{id}/vote', {
      path: { slug, id },
      headers: { cookie: `understory_voter=${forged}` },
      body: { value: 1 },
    })
    expect(status).toBe(200)
    expect(body.voter).not.toBe(forged)
    expect(cookies[0]).toContain(body.voter)
  })

  test('is made so many times an hour and address, and one that exists can vote on', async () => {
    site.set({ newVotersPerHour: 3 })
    const id = await root()
    const answers = []
    for (let guest = 0; guest < 5; guest++) answers.push(await site.vote(slug, id, 1, undefined, '203.0.113.9'))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(answers[3]?.headers['retry-after'])).toBeLessThanOrEqual(3600)
    expect(await scoreOf(id)).toBe(3)
    expect((await site.vote(slug, id, -1, answers[0]?.body.voter, '203.0.113.9')).status).toBe(200)
    expect((await site.vote(slug, id, 1, undefined, '203.0.113.10')).status).toBe(200)
    site.pass(60 * 60_000)
    expect((await site.vote(slug, id, 1, undefined, '203.0.113.9')).status).toBe(200)
  })
})

describe('what one address can do to the votes of a comment', () => {
  const vote = (id: string, voter?: string, address = '198.51.100.7') => site.vote(slug, id, 1, voter, address)

  test('new voters count three times an hour, and not with a hundred requests at once either', async () => {
    site.set({ newVotersPerComment: 3 })
    const [id, other] = [await root(), await root()]
    const answers = await Promise.all(Array.from({ length: 100 }, () => vote(id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(answers.find(({ status }) => status === 429)?.headers['retry-after']).toBe('1200')
    expect(await scoreOf(id)).toBe(3)
    expect((await vote(other)).status).toBe(200)
    expect((await vote(id, undefined, '198.51.100.8')).status).toBe(200)
    site.pass(20 * 60_000)
    expect([(await vote(id)).status, (await vote(id)).status]).toEqual([200, 429])
  })

  test('voters that were made on other comments count no more', async () => {
    site.set({ newVotersPerComment: 3 })
    const made: string[] = []
    for (let page = 0; page < 4; page++) {
      const id = await root()
      for (let time = 0; time < 3; time++) made.push((await vote(id)).body.voter)
    }
    const target = await root()
    const statuses = []
    for (const voter of made) statuses.push((await vote(target, voter)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(3)
    expect(await scoreOf(target)).toBe(3)
  })

  test('settled voters of a campus count three times as often, and no more: waiting a day buys no election', async () => {
    site.set({ newVotersPerComment: 3 })
    const settled = Array.from({ length: 40 }, () => newVoter('a secret for tests', randomBytes, site.clock()).token)
    site.pass(24 * 60 * 60_000)
    const target = await root()
    const answers = await Promise.all(settled.map((voter) => vote(target, voter)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9)
    // A voter can still change a counted vote.
    const counted = settled[answers.findIndex(({ status }) => status === 200)]
    expect((await site.vote(slug, target, -1, counted, '198.51.100.7')).status).toBe(200)
  })

  test('taking a vote back and voting again is one first vote', async () => {
    site.set({ newVotersPerComment: 1 })
    const id = await root()
    const { voter } = (await vote(id)).body
    for (const value of [0, 1, 0, -1]) {
      expect((await site.vote(slug, id, value, voter, '198.51.100.7')).status).toBe(200)
    }
    expect((await vote(id)).status).toBe(429)
  })

  test('a new voter’s vote that is known to be too much asks no database', async () => {
    site.set({ newVotersPerComment: 1 })
    const id = await root()
    expect([(await vote(id)).status, (await vote(id)).status]).toEqual([200, 429])
    tables.requests()
    expect((await vote(id)).status).toBe(429)
    // The conversation. Functions cache it.
    expect(tables.requests()).toEqual(['GetItem', 'GetItem'])
  })

  test('votes on what is not there count too, and are refused in the end without a question to the database', async () => {
    const statuses = []
    for (let time = 0; time < 32; time++)
      statuses.push((await site.vote(slug, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 1, undefined, '198.51.100.31')).status)
    expect(statuses.filter((status) => status === 404)).toHaveLength(31)
    tables.requests()
    expect((await site.vote('no-such-article', 'x', 1, undefined, '198.51.100.31')).status).toBe(429)
    expect(tables.requests()).toEqual([])
  })

  test('a refused vote uses up no new voter of the hour', async () => {
    site.set({ newVotersPerComment: 1, newVotersPerHour: 3 })
    const id = await root()
    for (let time = 0; time < 10; time++) await vote(id)
    expect([(await vote(await root())).status, (await vote(await root())).status]).toEqual([200, 200])
    expect((await vote(await root())).status).toBe(429)
  })
})

describe('voting is not possible', () => {
  test('on what is not there, was removed, or waits', async () => {
    expect((await site.vote(slug, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 1)).status).toBe(404)
    expect((await site.vote(slug, 'garbage', 1)).status).toBe(404)
    const elsewhere = await site.publish(`${slug}-elsewhere`)
    expect((await site.vote(elsewhere, await root(), 1)).status).toBe(404)
    const { comment, editToken } = (await site.post(slug, 'root')).body
    await site.post(slug, 'reply', comment.id)
    await site.remove(slug, comment.id, editToken)
    expect(await site.vote(slug, comment.id, 1)).toMatchObject({
      status: 409,
      body: { type: 'urn:problem-type:understory:comment-removed' },
    })
    const strict = await site.publish(`${slug}-held`, 'held')
    const held = (await site.post(strict, 'held')).body.comment.id
    expect((await site.vote(strict, held, 1)).status).toBe(404)
    expect((await site.vote('no-such-article', held, 1)).status).toBe(404)
  })

  test('where comments are closed', async () => {
    const id = await root()
    await site.publish(slug, 'closed')
    expect(await site.vote(slug, id, 1)).toMatchObject({
      status: 403,
      body: { type: 'urn:problem-type:understory:comments-closed' },
    })
  })
})

describe('one’s own votes', () => {
  test('are told to the voter, in one request, and to no cache', async () => {
    const [liked, disliked, neither] = [await root(), await root(), await root()]
    const { voter } = (await site.vote(slug, liked, 1)).body
    await site.vote(slug, disliked, -1, voter)
    tables.requests()
    const answer = await site.votes(slug, [liked, disliked, neither, liked], voter)
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'BatchGetItem'])
    expect(answer).toMatchObject({ status: 200, body: { votes: { [liked]: 1, [disliked]: -1, [neither]: 0 } } })
    expect(answer.headers['cache-control']).toBe('private, no-store')
    expect((await site.votes(slug, [liked])).body).toEqual({ votes: { [liked]: 0 } })
    const other = await site.publish(`${slug}-other`)
    expect((await site.votes(other, [liked], voter)).body).toEqual({ votes: { [liked]: 0 } })
  })

  test('can be asked for up to a hundred comments at once', async () => {
    const ids = Array.from({ length: 101 }, (_, place) => `01ARZ3NDEKTSV4RRFFQ69G5${String(place).padStart(3, '0')}`)
    expect((await site.votes(slug, ids.slice(0, 100))).status).toBe(200)
    expect(await site.votes(slug, ids)).toMatchObject({ status: 422, body: { errors: [{ pointer: '?id' }] } })
    expect(await site.votes(slug, [])).toMatchObject({ status: 422, body: { errors: [{ pointer: '?id' }] } })
    expect((await site.votes(slug, ['garbage'])).status).toBe(422)
  })
})
