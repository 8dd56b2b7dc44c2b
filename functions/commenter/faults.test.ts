import { jest } from '@jest/globals'
import fc from 'fast-check'
import { injectNetworkFaults, type NetworkFault } from '../../test/support/faults.ts'
import { type Answer, type Site, siteOver } from '../../test/support/site.ts'
import { clientFor, startTables, type TestTables } from '../../test/support/tables.ts'

let tables: TestTables
let site: Site

beforeAll(async () => {
  tables = await startTables()
  site = await siteOver(tables)
})
afterAll(() => tables.stop())

const POSTS = 40
const FAULTS: NetworkFault[] = ['throttle', 'internal', 'timeout', 'resetBefore', 'resetAfter']

/** A site that the network is in the way of: two of five attempts go wrong, until it is `calm`. */
async function shakenSite(seed: number) {
  const client = clientFor(tables.endpoint)
  const random = fc.sample(fc.nat(999), { numRuns: 5000, seed })
  const network = { calm: false, attempts: 0 }
  injectNetworkFaults(client, () => {
    const draw = random[network.attempts++ % random.length] ?? 0
    return network.calm || draw >= 400 ? 'none' : (FAULTS[draw % FAULTS.length] ?? 'none')
  })
  const shaken = await siteOver({ ...tables, comments: { client, name: tables.comments.name } })
  return { shaken, network, stop: () => client.destroy() }
}

async function textsOf(slug: string): Promise<string[]> {
  const texts: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await site.list(slug, `limit=100${cursor && `&cursor=${cursor}`}`)
    for (const { html } of body.items) texts.push(html)
    if (!body.nextCursor) return texts.map((html) => html.replace(/<\/?p>/g, '').trim())
    cursor = body.nextCursor
  }
}

/** Every comment answered 201 is there once; what was answered otherwise is there at most once. */
function expectOnce(texts: readonly string[], answers: ReadonlyMap<string, Answer>): void {
  for (const [text, { status }] of answers) {
    const times = texts.filter((found) => found === text).length
    expect(times).toBeLessThanOrEqual(1)
    if (status === 201) expect(times).toBe(1)
    else expect(status).toBe(503)
  }
}

test.each([true, false])(
  'throttles, 500s, timeouts and resets lose and double nothing (with a key: %s)',
  async (keyed) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
    process.stdout.write(`faults: seed ${seed}\n`)
    const { shaken, network, stop } = await shakenSite(seed)
    const slug = await site.publish(`shaken-${keyed}`)
    const root = (await site.post(slug, 'the root')).body.comment.id
    const post = (i: number) =>
      shaken.post(
        slug,
        `comment ${i}`,
        i % 4 === 0 ? root : undefined,
        keyed ? { 'idempotency-key': `the-key-of-comment-${i}` } : {},
      )
    const answers = new Map<string, Answer>()
    await Promise.all(
      Array.from({ length: POSTS }, async (_, i) => {
        answers.set(`comment ${i}`, await post(i))
      }),
    )
    const read = async () => {
      const { body } = await site.replies(slug, root, 'limit=100')
      const replies = body.items.map(({ html }: { html: string }) => html.replace(/<\/?p>/g, '').trim())
      return [...(await textsOf(slug)), ...replies]
    }
    expectOnce(await read(), answers)
    expect(network.attempts).toBeGreaterThan(POSTS * 1.3)

    // With its key, whatever became of the first attempt, a second one brings it there, once, and under the first id.
    network.calm = true
    if (keyed) {
      for (let i = 0; i < POSTS; i++) {
        const again = await post(i)
        expect(again.status).toBe(201)
        const first = answers.get(`comment ${i}`)
        if (first?.status === 201) expect(again.body).toEqual(first.body)
      }
      const texts = await read()
      for (let i = 0; i < POSTS; i++) expect(texts.filter((text) => text === `comment ${i}`)).toHaveLength(1)
    }
    await shaken.project()
    const { body } = await site.list(slug)
    expect(body.total).toBe((await read()).length)
    stop()
    quiet.mockRestore()
  },
  60_000,
)
