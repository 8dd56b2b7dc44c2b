import { jest } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { type Fault, injectFaults } from '../../test/support/faults.ts'
import { type Site, siteOver } from '../../test/support/site.ts'
import { clientFor, startTables, type TestTables } from '../../test/support/tables.ts'
import { project } from './project.ts'

let tables: TestTables
let site: Site

beforeAll(async () => {
  tables = await startTables()
  site = await siteOver(tables)
})
afterAll(() => tables.stop())

/** What happens on the site. Numbers choose among what is there. */
type Step =
  | { act: 'post' }
  | { act: 'reply'; to: number; long: boolean }
  | { act: 'edit' | 'delete' | 'remove' | 'restore' | 'spam'; which: number }
  | { act: 'sweep' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ act: 'post' as const }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('reply' as const), to: fc.nat(), long: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('edit', 'delete', 'remove', 'restore', 'spam' as const),
      which: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'sweep' as const }) },
)

/** How the stream is delivered: which records in which batches, some of them again, some late, and what befalls the requests. */
const delivery = fc.record({
  order: fc.infiniteStream(fc.nat()),
  faults: fc.infiniteStream(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant<Fault>('none') },
      { weight: 1, arbitrary: fc.constantFrom<Fault>('conflict', 'throttle', 'lost', 'crash') },
    ),
  ),
})

let count = 0

async function live(story: readonly Step[]): Promise<string> {
  const slug = await site.publish(`projected-${++count}`)
  const posted: { id: string; editToken: string }[] = []
  const keep = ({ body, status }: { body: { comment: { id: string }; editToken: string }; status: number }) => {
    if (status === 201) posted.push({ id: body.comment.id, editToken: body.editToken })
  }
  for (const move of story) {
    site.pass(7)
    if (move.act === 'post') keep(await site.post(slug, 'root'))
    else if (move.act === 'sweep') {
      site.pass(61_000)
      await site.sweep()
    } else {
      const chosen = posted[(move.act === 'reply' ? move.to : move.which) % posted.length]
      if (!chosen) continue
      if (move.act === 'reply') keep(await site.post(slug, move.long ? 'long '.repeat(100) : 'short', chosen.id))
      else if (move.act === 'edit') await site.edit(slug, chosen.id, chosen.editToken, `edited ${count}`)
      else if (move.act === 'delete') await site.remove(slug, chosen.id, chosen.editToken)
      else await site.moderate(move.act, [{ article: slug, id: chosen.id }])
    }
  }
  return slug
}

/** Delivers every record at least once, in batches that the numbers make up, through a client that the faults befall. */
async function deliver(records: DynamoDBRecord[], order: Iterator<number>, faults: Iterator<Fault>): Promise<void> {
  const client = clientFor(tables.endpoint)
  let calm = false
  injectFaults(client, () => (calm ? 'none' : faults.next().value))
  const projector = { comments: { client, name: tables.comments.name }, clock: site.clock }
  const left = [...records]
  for (let round = 0; left.length > 0; round++) {
    // Faults end some time, as they do.
    if (round > 40) calm = true
    const from = order.next().value % left.length
    const batch = left.slice(from, from + 1 + (order.next().value % 12))
    const again = records.slice(0, order.next().value % 3)
    const { batchItemFailures } = await project(projector, [...again, ...batch])
    const failed = batchItemFailures[0]?.itemIdentifier
    const delivered =
      failed === undefined ? batch.length : batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed)
    left.splice(from, Math.max(0, delivered))
  }
  client.destroy()
}

type View = {
  id: string
  state: string
  html: string
  replies: { total: number; items: View[]; nextCursor: string | null }
}

/** Holds what the projector made against the truth, which is what a walk through the whole conversation shows. */
async function expectExact(slug: string): Promise<void> {
  const { total, items } = (await site.list(slug, 'limit=100')).body
  expect((await site.list(slug, 'limit=100&sort=oldest')).body.total).toBe(total)
  let published = 0
  for (const root of items as View[]) {
    const replies: View[] = (await site.replies(slug, root.id, 'limit=100')).body.items
    const standing = replies.filter(({ state }) => state === 'published')
    published += standing.length + (root.state === 'published' ? 1 : 0)
    expect(root.replies.total).toBe(standing.length)
    expect(root.replies.items.map(({ id, state }) => [id, state])).toEqual(
      replies.slice(0, 2).map(({ id, state }) => [id, state]),
    )
    for (const [place, previewed] of root.replies.items.entries()) {
      const whole = replies[place]?.html ?? ''
      if (whole.length <= 280) expect(previewed.html).toBe(whole)
    }
    expect(root.replies.nextCursor === null).toBe(replies.length <= 2)
  }
  expect(total).toBe(published)
}

test('totals, reply counts and previews are exact after any replay, split, reordering, conflict, throttle or crash', async () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
  process.stdout.write(`projector property: seed ${seed}\n`)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), delivery, async (story, { order, faults }) => {
      await site.records()
      const slug = await live(story)
      await deliver(await site.records(), order[Symbol.iterator](), faults[Symbol.iterator]())
      await expectExact(slug)
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 60), seed },
  )
  quiet.mockRestore()
}, 120_000)

test('the projector does not feed itself', async () => {
  await site.records()
  const slug = await live([{ act: 'post' }, { act: 'reply', to: 0, long: false }])
  await site.project()
  const own = await site.records()
  expect(own.length).toBeGreaterThan(0)
  tables.requests()
  await site.project(own)
  expect(tables.requests()).toEqual([])
  await expectExact(slug)
})

test('one record that cannot be read holds up nothing that came before it', async () => {
  await site.records()
  const slug = await live([{ act: 'post' }, { act: 'post' }])
  const records = (await site.records()).filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `A#${slug}`)
  const broken = { ...records[1], dynamodb: { ...records[1]?.dynamodb, NewImage: { facts: { S: '{' } } } }
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const answer = await site.project([records[0], broken] as DynamoDBRecord[])
  quiet.mockRestore()
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }])
  expect((await site.list(slug)).body.total).toBe(1)
  await site.project(records)
  expect((await site.list(slug)).body.total).toBe(2)
})
