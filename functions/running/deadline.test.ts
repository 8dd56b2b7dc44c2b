import { jest } from '@jest/globals'
import { type Answer, siteOver } from '../../test/kit/site/site.ts'
import { injectNetworkFaults, type NetworkFault } from '../../test/kit/tables/faults.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'
import { requestClientFor } from '../../test/kit/tables/tables.ts'
import { withDeadline } from './deadline.ts'

const tables = await freshTables()

/** Milliseconds that a request may take with its answer, and that one attempt without an answer takes. */
const AT_MOST = 3000
const SILENCE = 500

let count = 0

/**
 * A site whose database answers each attempt as `next` says. Requests have a virtual clock, which only waiting
 * advances.
 */
async function siteWith(next: (attempt: number, command: string) => NetworkFault) {
  const client = requestClientFor(tables.endpoint)
  const network = { attempts: 0, elapsed: 0, commands: [] as string[] }
  const calm = await siteOver(tables)
  const slug = await calm.publish(`in-time-${++count}`)
  const { id } = (await calm.post(slug, 'the first')).body.comment
  await calm.project()
  injectNetworkFaults(client, (command) => {
    network.commands.push(command)
    const fault = next(++network.attempts, command)
    if (fault === 'timeout' || fault === 'stall') network.elapsed += SILENCE
    return fault
  })
  const shaken = await siteOver({ ...tables, comments: { client, name: tables.comments.name } })
  const time = {
    clock: () => network.elapsed,
    sleep: async (milliseconds: number) => {
      network.elapsed += milliseconds
    },
  }
  const ask = (request: () => Promise<Answer>) => {
    network.elapsed = 0
    network.attempts = 0
    return withDeadline(request, { time })(undefined)
  }
  stops.push(() => client.destroy())
  return { calm, shaken, slug, id, network, ask }
}

const stops: (() => void)[] = []
let quiet: jest.SpiedFunction<typeof console.error>
beforeEach(() => {
  quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  quiet.mockRestore()
  for (const stop of stops.splice(0)) stop()
})

function expectRefused({ status, headers, body }: Answer, elapsed: number, most = AT_MOST): void {
  expect([status, headers['retry-after'], body.type]).toEqual([503, '1', 'urn:problem-type:understory:busy'])
  expect(elapsed).toBeLessThanOrEqual(most)
}

/** Faults in transactions only. The rate limit's counts for the address succeed. */
const transactions = (fault: (attempt: number) => NetworkFault) => {
  let attempts = 0
  return (_: number, command: string) => (command === 'TransactWriteItems' ? fault(++attempts) : 'none')
}

// The pauses between attempts are random. With pauses of one length, the number of attempts is always the same.
beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(0.5))
afterEach(() => jest.restoreAllMocks())

test('a post that is throttled throughout is refused in time, after as many attempts as it had', async () => {
  const { calm, shaken, slug, network, ask } = await siteWith(transactions(() => 'throttle'))
  const answer = await ask(() => shaken.post(slug, 'too many'))
  expectRefused(answer, network.elapsed)
  expect(answer.body.detail).toContain('Nothing was stored')
  // Nine for the comment, and nine in parallel for more write shards.
  expect(network.commands.filter((command) => command === 'TransactWriteItems')).toHaveLength(18)
  expect((await calm.list(slug)).body.items).toHaveLength(1)
})

test.each<[NetworkFault, number]>([
  ['throttle', 5],
  ['stall', 3],
  ['internal', 3],
  ['resetBefore', 3],
])('reading ends in time, whatever goes wrong: %s', async (fault, attempts) => {
  const { shaken, slug, id, network, ask } = await siteWith(() => fault)
  for (const read of [() => shaken.list(slug), () => shaken.get(slug, id)]) {
    const answer = await ask(read)
    expectRefused(answer, network.elapsed)
    expect(network.attempts).toBe(attempts)
  }
})

test.each(['post', 'reply', 'vote', 'report', 'edit', 'delete'])(
  'nobody waits longer than that, while nothing is answered: %s',
  async (what) => {
    const { calm, shaken, slug, id, network, ask } = await siteWith(() => 'stall')
    const { comment, editToken } = (await calm.post(slug, 'own')).body
    const requests: Record<string, () => Promise<Answer>> = {
      post: () => shaken.post(slug, 'x'),
      reply: () => shaken.post(slug, 'x', id),
      vote: () => shaken.vote(slug, id, 1),
      report: () => shaken.report(slug, id, { reason: 'spam' }),
      edit: () => shaken.edit(slug, comment.id, editToken, 'changed'),
      delete: () => shaken.remove(slug, comment.id, editToken),
    }
    // A reply waits for two requests in parallel, and this clock counts both.
    const most = what === 'reply' ? AT_MOST + SILENCE : AT_MOST
    expectRefused(await ask(requests[what] ?? (() => Promise.reject(what))), network.elapsed, most)
  },
)

test('one node that does not answer costs a retry and not the request, at each step of it', async () => {
  const { calm, shaken, slug, id, network, ask } = await siteWith((attempt) => (attempt % 2 === 1 ? 'stall' : 'none'))
  expect((await ask(() => shaken.post(slug, 'a reply', id, {}, '198.51.100.1'))).status).toBe(201)
  // The write shards; root and count for the address in parallel, of which one is unanswered twice; the transaction.
  expect(network.attempts).toBe(8)
  expect(network.elapsed).toBeLessThan(AT_MOST)
  expect((await calm.replies(slug, id)).body.items).toHaveLength(1)
})

test('who is throttled after a silence is not told that nothing was stored', async () => {
  const { calm, shaken, slug, network, ask } = await siteWith(
    transactions((attempt) => (attempt === 1 ? 'timeout' : 'throttle')),
  )
  const inWords = { 'accept-language': 'en-GB' }
  const answer = await ask(() => shaken.post(slug, 'stored all the same', undefined, inWords))
  expectRefused(answer, network.elapsed)
  expect(answer.body.detail).toMatch(/nobody knows whether this was stored/)
  expect((await calm.list(slug)).body.items).toHaveLength(2)
})

test('nothing is begun when the time is over', async () => {
  const { shaken, slug, network, ask } = await siteWith(() => 'none')
  const answer = await ask(() => {
    network.elapsed = 2500
    return shaken.post(slug, 'late')
  })
  expectRefused(answer, network.elapsed)
  expect(network.attempts).toBe(0)
})

test('who is in no hurry, as the projector, has no deadline', async () => {
  const { shaken, slug, network } = await siteWith((attempt) => (attempt <= 2 ? 'stall' : 'none'))
  network.attempts = 0
  network.elapsed = 1_000_000
  expect((await shaken.list(slug)).status).toBe(200)
})
