import { randomBytes } from 'node:crypto'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { jest } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { seedOf } from '../../test/kit/seed.ts'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { inPageOrder } from '../../test/kit/site/pageOrder.ts'
import { type Fault, injectFaults } from '../../test/kit/tables/faults.ts'
import { clientFor } from '../../test/kit/tables/tables.ts'
import { bucketAt, type FeedKind } from '../domain/comments/changeFeed.ts'
import { newVoter } from '../domain/comments/voter.ts'
import { plus, rankOf, scoreOf, type Votes, type VoteValue } from '../domain/comments/votes.ts'
import { withDeadline } from '../running/deadline.ts'
import { bucketSort, changesPartition } from '../store/client/keys.ts'
import { getShardMap } from '../store/comments/conversations.ts'
import { grow, shrink } from '../store/comments/shardGrowth.ts'
import { type Memory, newMemory } from './memory.ts'
import { project } from './project.ts'

const { tables, site } = await freshSite()

const VOTERS = Array.from({ length: 4 }, () => newVoter('a secret for tests', randomBytes, Date.now()).token)

const MOMENTS = ['voted', 'removed', 'swept'] as const
type Moment = (typeof MOMENTS)[number]

/** An action on the site. Numbers select one of the comments. */
type Step =
  | { act: 'post' }
  | { act: 'reply'; to: number; long: boolean }
  | { act: 'edit' | 'delete' | 'remove' | 'restore' | 'spam'; which: number }
  | { act: 'vote'; which: number; voter: number; value: VoteValue }
  /**
   * Votes for a comment, removes it, sweeps its tombstone, and restores it. The projector runs after the parts in
   * `seen`.
   */
  | { act: 'return'; which: number; voter: number; seen: Moment[] }
  | { act: 'sweep' }
  /** Changes to more write shards, or to one. `isSettled`: in force at the next step. */
  | { act: 'epoch'; next: 'grow' | 'shrink'; isSettled: boolean }
  | { act: 'deliver' }

/** Mostly the first three, so that one comment has many changes. */
const which = fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat() })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ act: 'post' as const }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('reply' as const), to: fc.nat(), long: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('edit', 'delete', 'remove', 'restore', 'spam' as const),
      which,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      act: fc.constant('vote' as const),
      which,
      voter: fc.nat(VOTERS.length - 1),
      value: fc.constantFrom<VoteValue>(1, 1, -1, 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('return' as const),
      which,
      voter: fc.nat(VOTERS.length - 1),
      seen: fc.uniqueArray(fc.constantFrom(...MOMENTS)),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'sweep' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('epoch' as const),
      next: fc.constantFrom('grow', 'grow', 'shrink' as const),
      isSettled: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ act: 'deliver' as const }) },
)

/** The delivery of the stream: batches, repeats, delays, and the faults of requests. */
const delivery = fc.record({
  order: fc.infiniteStream(fc.nat()),
  faults: fc.infiniteStream(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant<Fault>('none') },
      { weight: 1, arbitrary: fc.constantFrom<Fault>('conflict', 'throttle', 'unprocessed', 'lost', 'crash') },
    ),
  ),
})

/** CI uses more runs with changing seeds, to find rare interleavings over time. */
const RUNS = Number(process.env.FC_RUNS ?? 60)

let count = 0

/** The vote of each voter on each comment, by both ids: the model for the expected counts. */
type Opinions = Map<string, VoteValue>

/** The bucket of the last change of each entry in the feed. */
type Happenings = Map<string, number>

/** Milliseconds: longer than the notice of an epoch, and than the minimum age of an epoch before the next. */
const SETTLED = 24_000

type Posted = { id: string; editToken: string; text: string; state: 'published' | 'taken' | 'deleted' }

/** @param deliver delivers the records so far to the projector */
async function live(
  story: readonly Step[],
  deliver = async () => {},
): Promise<{ slug: string; opinions: Opinions; happenings: Happenings }> {
  const slug = await site.publish(`projected-${++count}`)
  const opinions: Opinions = new Map()
  const happenings: Happenings = new Map()
  const posted: Posted[] = []
  const happens = ({ id }: { id: string }, kind: FeedKind) => happenings.set(`${id}#${kind}`, bucketAt(site.clock()))
  const post = async (text: string, parent?: string) => {
    const { body, status } = await site.post(slug, text, parent)
    if (status !== 201) return
    const comment: Posted = { id: body.comment.id, editToken: body.editToken, text, state: 'published' }
    posted.push(comment)
    happens(comment, 'posted')
  }
  const sweep = async () => {
    site.pass(61_000)
    await site.sweep()
  }
  const vote = async (comment: Posted, voter: number, value: VoteValue) => {
    const { status } = await site.vote(slug, comment.id, value, VOTERS[voter])
    if (status !== 200) return
    const opinion = `${comment.id} ${voter}`
    if ((opinions.get(opinion) ?? 0) !== value) happens(comment, 'score')
    opinions.set(opinion, value)
  }
  const edit = async (comment: Posted, text: string) => {
    const { status } = await site.edit(slug, comment.id, comment.editToken, text)
    if (status === 200 && text !== comment.text) {
      happens(comment, 'edited')
      comment.text = text
    }
  }
  const remove = async (comment: Posted) => {
    const { status } = await site.remove(slug, comment.id, comment.editToken)
    if (status !== 204) return
    happens(comment, 'removed')
    comment.state = 'deleted'
  }
  const moderate = async (comment: Posted, action: 'remove' | 'spam' | 'restore') => {
    const { body } = await site.moderate(action, [{ article: slug, id: comment.id }])
    expect(body.results[0].problem?.status).not.toBe(500)
    const state = action === 'restore' ? 'published' : 'taken'
    if (!body.results[0].ok || comment.state === state) return
    happens(comment, action === 'restore' ? 'posted' : 'removed')
    comment.state = state
  }
  for (const move of story) {
    site.pass(7)
    if (move.act === 'post') await post('root')
    else if (move.act === 'sweep') await sweep()
    else if (move.act === 'epoch') {
      await (move.next === 'grow' ? grow : shrink)(tables.comments, slug, site.clock())
      if (move.isSettled) site.pass(SETTLED)
    } else if (move.act === 'deliver') {
      await deliver()
    } else {
      const chosen = posted[(move.act === 'reply' ? move.to : move.which) % posted.length]
      if (!chosen) continue
      if (move.act === 'vote') await vote(chosen, move.voter, move.value)
      else if (move.act === 'reply') await post(move.long ? 'long '.repeat(100) : 'short', chosen.id)
      else if (move.act === 'edit') await edit(chosen, `edited ${site.clock()}`)
      else if (move.act === 'return') {
        await vote(chosen, move.voter, 1)
        if (move.seen.includes('voted')) await deliver()
        await moderate(chosen, 'remove')
        if (move.seen.includes('removed')) await deliver()
        await sweep()
        if (move.seen.includes('swept')) await deliver()
        await moderate(chosen, 'restore')
      } else if (move.act === 'delete') await remove(chosen)
      else await moderate(chosen, move.act)
    }
  }
  return { slug, opinions, happenings }
}

/** Pauses advance the site's clock, and take no real time. */
const virtual = {
  budget: Number.POSITIVE_INFINITY,
  time: { clock: () => site.clock(), sleep: async (milliseconds: number) => site.pass(Math.ceil(milliseconds)) },
}
const inVirtualTime = withDeadline((work: () => Promise<void>) => work(), virtual)

/**
 * Delivers every record at least once, in batches that the numbers define, through a client with faults.
 * @param earlier records that were delivered before; some are delivered again
 * @param memories the state of each of the two processes, until a new process replaces it
 */
async function deliver(
  records: DynamoDBRecord[],
  order: Iterator<number>,
  faults: Iterator<Fault>,
  earlier: DynamoDBRecord[],
  memories: Memory[],
): Promise<void> {
  const client = clientFor(tables.endpoint)
  let calm = false
  let choked = 0
  injectFaults(client, (command) => {
    if (calm) return 'none'
    // A throttled partition stays throttled for longer than the retries last.
    if (choked > 0 && command === 'BatchWriteItem') {
      choked--
      return 'unprocessed'
    }
    const fault = faults.next().value
    if (fault === 'unprocessed') choked = 6
    return fault
  })
  const projector = { comments: { client, name: tables.comments.name }, clock: site.clock }
  let left = records
  for (let round = 0; left.length > 0; round++) {
    // Faults end after 40 rounds.
    if (round > 40) calm = true
    const replaced = order.next().value % 16
    if (replaced < memories.length) memories[replaced] = newMemory()
    const from = order.next().value % left.length
    const batch = left.slice(from, from + 1 + (order.next().value % 12))
    const known = [...records, ...earlier]
    const again = order.next().value % 3
    const replayed = again === 0 ? [] : known.slice(order.next().value % known.length).slice(0, again)
    // Sometimes two batches in parallel, like replies and roots of an article in different shards of the stream.
    const half = Math.ceil(batch.length / (1 + (order.next().value % 2)))
    const parts = [batch.slice(0, half), batch.slice(half)].filter((part) => part.length > 0)
    const applied = await Promise.all(
      parts.map(async (part, process) => {
        const { batchItemFailures } = await project({ ...projector, memory: memories[process] ?? newMemory() }, [
          ...replayed,
          ...part,
        ])
        const failed = batchItemFailures[0]?.itemIdentifier
        const isFailed = ({ dynamodb }: DynamoDBRecord) => dynamodb?.SequenceNumber === failed
        if (failed === undefined) return part
        return replayed.some(isFailed) ? [] : part.slice(0, Math.max(0, part.findIndex(isFailed)))
      }),
    )
    const done = new Set(applied.flat())
    left = left.filter((record) => !done.has(record))
  }
  client.destroy()
}

type View = {
  id: string
  state: string
  html: string
  score: number
  replies: { total: number; items: View[]; nextCursor: string | null }
}

/** Compares the projector's data with the data from a walk through the whole conversation. */
async function expectExact(slug: string, opinions: Opinions): Promise<void> {
  const votesOf = (id: string): Votes =>
    VOTERS.map((_, voter) => opinions.get(`${id} ${voter}`) ?? 0)
      .map((value) => ({ up: Number(value > 0), down: Number(value < 0) }))
      .reduce(plus)
  const scoreFor = ({ id, state }: View) => (state === 'published' ? scoreOf(votesOf(id)) : 0)

  const { total, items } = (await site.list(slug, 'limit=100')).body
  expect((await site.list(slug, 'limit=100&sort=oldest')).body.total).toBe(total)
  let published = 0
  for (const root of items as View[]) {
    const replies: View[] = (await site.replies(slug, root.id, 'limit=100')).body.items
    const standing = replies.filter(({ state }) => state === 'published')
    published += standing.length + (root.state === 'published' ? 1 : 0)
    expect(root.score).toBe(scoreFor(root))
    for (const reply of replies) expect([reply.id, reply.score]).toEqual([reply.id, scoreFor(reply)])
    expect(root.replies.total).toBe(standing.length)
    expect(root.replies.items.map(({ id, state, score }) => [id, state, score])).toEqual(
      replies.slice(0, 2).map(({ id, state, score }) => [id, state, score]),
    )
    for (const [place, previewed] of root.replies.items.entries()) {
      const whole = replies[place]?.html ?? ''
      if (whole.length <= 280) expect(previewed.html).toBe(whole)
    }
    expect(root.replies.nextCursor === null).toBe(replies.length <= 2)
  }
  expect(total).toBe(published)

  const ranks = (items as View[]).map(({ id, state }) => ({
    id,
    rank: state === 'published' ? rankOf(votesOf(id), id) : undefined,
  }))
  const best = ranks.filter(({ rank }) => rank !== undefined).sort((a, b) => (String(a.rank) < String(b.rank) ? 1 : -1))
  const others = ranks.filter(({ rank }) => rank === undefined).map(({ id }) => id)
  const map = await getShardMap(tables.comments, slug)
  expect(await walkTop(slug, 1 + (items.length % 4))).toEqual([
    ...best.map(({ id }) => id),
    ...inPageOrder(others, map, 'newest'),
  ])
}

/** Every change is in the bucket of its ten seconds or a later one: by its entry, or by the mark for many changes. */
async function expectInFeed(slug: string, happenings: Happenings, delivered: ReadonlySet<number>): Promise<void> {
  const feed = await Promise.all(
    [...delivered].map(async (bucket) => {
      const { Items = [] } = await tables.comments.client.send(
        new QueryCommand({
          TableName: tables.comments.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :bucket)',
          ExpressionAttributeValues: {
            ':pk': { S: changesPartition(slug) },
            ':bucket': { S: `${bucketSort(bucket)}#` },
          },
        }),
      )
      return { bucket, entries: new Set(Items.map(({ sk }) => sk?.S?.slice(`${bucketSort(bucket)}#`.length))) }
    }),
  )
  const missing = [...happenings].filter(
    ([entry, since]) =>
      !feed.some(({ bucket, entries }) => bucket >= since && (entries.has(entry) || entries.has('!'))),
  )
  expect(missing).toEqual([])
}

async function walkTop(slug: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body } = await site.list(slug, `sort=top&limit=${limit}${cursor && `&cursor=${cursor}`}`)
    expect(status).toBe(200)
    ids.push(...body.items.map(({ id }: View) => id))
    cursor = body.nextCursor
  }
  return ids
}

test(
  'totals, reply counts, previews, scores and the order of the best are exact, and every change is told of, after any replay, split, reordering, conflict, throttle, crash, growth or cooling',
  async () => {
    const quiet = [jest.spyOn(console, 'error'), jest.spyOn(console, 'warn')]
    for (const each of quiet) each.mockImplementation(() => undefined)
    const seed = seedOf('projector property')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), delivery, async (story, { order, faults }) => {
        await site.records()
        const [numbers, requestFaults] = [order[Symbol.iterator](), faults[Symbol.iterator]()]
        const delivered: DynamoDBRecord[] = []
        const buckets = new Set<number>()
        const memories = [newMemory(), newMemory()]
        const catchUp = async () => {
          // So that older entries are in earlier buckets.
          site.pass(10_000)
          const records = await site.records()
          const from = bucketAt(site.clock())
          await inVirtualTime(() => deliver(records, numbers, requestFaults, delivered, memories))
          for (let bucket = from; bucket <= bucketAt(site.clock()); bucket++) buckets.add(bucket)
          delivered.push(...records)
        }
        const { slug, opinions, happenings } = await live(story, catchUp)
        await catchUp()
        await expectExact(slug, opinions)
        await expectInFeed(slug, happenings, buckets)
      }),
      { numRuns: RUNS, seed },
    )
    for (const each of quiet) each.mockRestore()
  },
  60_000 + RUNS * 1000,
)

test.each([
  { seen: [] },
  { seen: ['voted'] },
  { seen: ['removed'] },
  { seen: ['swept'] },
  { seen: ['voted', 'swept'] },
] satisfies { seen: Moment[] }[])(
  'votes outlive the place of their comment, when they are counted $seen',
  async ({ seen }) => {
    await site.records()
    const { slug, opinions } = await live(
      [
        { act: 'post' },
        { act: 'post' },
        { act: 'vote', which: 0, voter: 1, value: 1 },
        { act: 'return', which: 0, voter: 0, seen },
        { act: 'vote', which: 0, voter: 1, value: -1 },
      ],
      async () => void (await site.project()),
    )
    await site.project()
    await expectExact(slug, opinions)
    expect((await site.list(slug, 'sort=top')).body.items.map(({ score }: View) => score)).toEqual([0, 0])
  },
)

test('the projector does not feed itself', async () => {
  await site.records()
  const { slug, opinions } = await live([
    { act: 'post' },
    { act: 'reply', to: 0, long: false },
    { act: 'vote', which: 0, voter: 0, value: 1 },
    { act: 'vote', which: 1, voter: 0, value: -1 },
  ])
  await site.project()
  const own = await site.records()
  expect(own.length).toBeGreaterThan(0)
  tables.requests()
  await site.project(own)
  expect(tables.requests()).toEqual([])
  await expectExact(slug, opinions)
})

test('one record that cannot be read holds up nothing that came before it', async () => {
  await site.records()
  const { slug } = await live([{ act: 'post' }, { act: 'post' }])
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

test('two projectors that share an article between them, at the same time, lose and double nothing', async () => {
  const slug = await site.publish('shared-between-two')
  await site.project()
  const roots = await Promise.all(Array.from({ length: 12 }, (_, i) => site.post(slug, `root ${i}`)))
  const ids: string[] = roots.map(({ body }) => body.comment.id)
  await Promise.all(
    ids.flatMap((id) => [site.post(slug, 'one', id), site.post(slug, 'two', id), site.vote(slug, id, 1)]),
  )
  const records = await site.records()
  const [one, other] = [site.projector(), site.projector()]
  // The halves are disjoint, but each has replies and votes under roots of the other.
  const halves = [records.filter((_, i) => i % 2 === 0), records.filter((_, i) => i % 2 === 1)]
  const failures = await Promise.all([one.project(halves[0] ?? []), other.project(halves[1] ?? [])])
  // The stream delivers failed batches again.
  if (failures.some((each) => each.batchItemFailures.length > 0)) await site.project(records)
  const { body } = await site.list(slug, 'limit=100')
  expect(body.total).toBe(36)
  for (const { replies, score } of body.items) {
    expect([replies.total, replies.items.length, score]).toEqual([2, 2, 1])
  }
}, 30_000)
