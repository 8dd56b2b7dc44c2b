import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { jest } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { newsroomOver } from '../../test/kit/site/newsroom.ts'
import { type Fault, injectFaults } from '../../test/kit/tables/faults.ts'
import { streamOf } from '../../test/kit/tables/stream.ts'
import { clientFor, startTables, type TestTables } from '../../test/kit/tables/tables.ts'
import type { Article } from '../domain/articles/article.ts'
import { filingOf } from '../domain/articles/filing.ts'
import { askedTerms, filedTerms } from '../domain/articles/terms.ts'
import { writeItems } from '../store/client/batches.ts'
import { type Item, keyOf, text } from '../store/client/dynamodb.ts'
import { searchArticles } from '../store/search/search.ts'
import { fileAll, fileChanged } from './indexing.ts'

let tables: TestTables
let room: ReturnType<typeof newsroomOver>
let records: () => Promise<DynamoDBRecord[]>

beforeAll(async () => {
  // The tests cause failures, which are logged.
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  tables = await startTables()
  room = newsroomOver(tables)
  const all = await streamOf(tables.endpoint, tables.articles.name)
  // The same filter as the event source's.
  records = async () =>
    (await all()).filter(({ dynamodb: { Keys } = {} }) => Keys?.pk?.S?.startsWith('A#') && Keys.sk?.S === 'A')
})
afterAll(() => tables.stop())

/** Few words, so that articles and queries share them. */
const WORDS = ['fog', 'Harbour', 'straße', 'rain', '東京', '京都', 'المدرسة', 'ё']
const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }).map((chosen) => chosen.join(' '))
const which = fc.nat(3)
const moment = fc.constantFrom(-7200, -3600, 30, 3600)

type Step =
  | { act: 'create'; title: string; body: string; status: 'draft' | 'published' | 'scheduled'; at: number }
  | { act: 'change'; which: number; fields: Record<string, string> }
  | { act: 'move'; which: number; at: number }
  | { act: 'rename' | 'withdraw' | 'delete' | 'restore'; which: number }
  | { act: 'pass' }
  | { act: 'deliver' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('create' as const),
      title: words,
      body: words,
      status: fc.constantFrom('draft' as const, 'published' as const, 'published' as const, 'scheduled' as const),
      at: moment,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('change' as const),
      which,
      fields: fc.oneof(
        fc.record({ title: words }),
        fc.record({ body: words }),
        fc.record({ standfirst: words }),
        fc.record({ title: words, body: words }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('move' as const), which, at: moment }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constantFrom('rename', 'withdraw', 'delete', 'restore' as const), which }),
  },
  { weight: 2, arbitrary: fc.constant({ act: 'pass' as const }) },
  { weight: 4, arbitrary: fc.constant({ act: 'deliver' as const }) },
)

/** The delivery of records: their order, repeats, and the faults of requests. */
const delivery = fc.record({
  order: fc.infiniteStream(fc.nat()),
  faults: fc.infiniteStream(
    fc.oneof(
      { weight: 14, arbitrary: fc.constant<Fault>('none') },
      { weight: 1, arbitrary: fc.constantFrom<Fault>('throttle', 'lost', 'crash') },
    ),
  ),
})

const RUNS = Number(process.env.FC_RUNS ?? 40)
let count = 0

async function live(story: readonly Step[], deliver: () => Promise<void>): Promise<void> {
  const slugs: string[] = []
  const versionOf = async (slug: string) => (await room.edit(slug)).body.version
  for (const move of story) {
    room.pass(1)
    if (move.act === 'pass') room.pass(60)
    else if (move.act === 'deliver') await deliver()
    else if (move.act === 'create') {
      const { title, body, status, at } = move
      const timed = status === 'scheduled' || (status === 'published' && at < 0)
      const fields = { title, body, status, ...(timed && { publishAt: room.moment(at) }) }
      const answer = await room.create({ ...fields, slug: `filed-${++count}`, tags: ['Sea'] })
      if (answer.status === 201) slugs.push(answer.body.slug)
    } else {
      const place = move.which % slugs.length
      const slug = slugs[place]
      if (slug === undefined) continue
      const version = await versionOf(slug)
      if (move.act === 'change') await room.patch(slug, version, move.fields)
      else if (move.act === 'move') await room.patch(slug, version, { publishAt: room.moment(move.at) })
      else if (move.act === 'withdraw') await room.patch(slug, version, { status: 'draft' })
      else if (move.act === 'delete') await room.remove(slug, version)
      else if (move.act === 'restore') await room.restore(slug, version)
      else {
        const renamed = await room.patch(slug, version, { slug: `filed-${++count}` })
        if (renamed.status === 200) slugs[place] = renamed.body.slug
      }
    }
    await room.schedule()
  }
}

/** Delivers every record at least once, some to two processes at the same time, through clients with faults. */
async function deliverAll(
  waiting: DynamoDBRecord[],
  earlier: readonly DynamoDBRecord[],
  order: Iterator<number>,
  faults: Iterator<Fault>,
): Promise<void> {
  let calm = false
  const clients = [1, 2].map(() => clientFor(tables.endpoint))
  for (const client of clients) injectFaults(client, () => (calm ? 'none' : faults.next().value))
  const left = [...waiting]
  for (let round = 0; left.length > 0; round++) {
    // Faults end after 20 rounds.
    if (round > 20) calm = true
    const from = order.next().value % left.length
    const batch = left.slice(from, from + 1 + (order.next().value % 6))
    const again = earlier.slice(order.next().value % (earlier.length + 1)).slice(0, order.next().value % 3)
    const processes = order.next().value % 4 === 0 ? clients : clients.slice(0, 1)
    const outcomes = await Promise.all(
      processes.map((client) => fileChanged({ client, name: tables.articles.name }, [...again, ...batch])),
    )
    if (outcomes.every(({ batchItemFailures }) => batchItemFailures.length === 0)) left.splice(from, batch.length)
  }
  for (const client of clients) client.destroy()
}

type Stored = { facts: Article; html: string }

/** Every item of the table. No function may scan it. */
async function items() {
  const { client, name } = tables.articles
  const found: Item[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) found.push(...Items)
  return found
}

async function everything() {
  const entries: string[] = []
  const cards: { isSettled: boolean; stale: unknown[] }[] = []
  const articles = new Map<string, Partial<Stored>>()
  for (const { pk, sk, facts, html, title, card } of await items()) {
    const [partition = '', sort = ''] = [pk?.S, sk?.S]
    if (partition.startsWith('T#')) entries.push(`${partition} ${sort} ${title?.BOOL ?? false}`)
    if (partition.startsWith('I#')) cards.push(JSON.parse(card?.S ?? ''))
    if (partition.startsWith('A#') && sort === 'A')
      articles.set(partition, { ...articles.get(partition), facts: JSON.parse(facts?.S ?? '') })
    if (partition.startsWith('A#') && sort === 'B')
      articles.set(partition, { ...articles.get(partition), html: html?.S ?? '' })
  }
  return { entries: entries.toSorted(), cards, articles: [...articles.values()] as Stored[] }
}

/** The expected entries of the index for an article. */
function entriesFor({ facts, html }: Stored): string[] {
  const filing = filingOf(facts, html)
  if (!filing) return []
  const position = `${filing.publishedAt}#${facts.key}`
  return [
    ...filing.title.map((term) => `T#${term}#title ${position} true`),
    ...filing.anywhere.map((term) => `T#${term} ${position} ${filing.title.includes(term)}`),
  ]
}

/** A search that reads every article. */
function plainSearch(articles: readonly Stored[], query: string): string[] {
  const asked = askedTerms(query)
  const found = articles
    .filter(({ facts, html }) => {
      const filing = filingOf(facts, html)
      return filing && Date.parse(filing.publishedAt) <= room.clock()
    })
    .map(({ facts, html }) => {
      const [title, all] = [filedTerms(facts.title), filingOf(facts, html)?.anywhere ?? []]
      const rank = asked.every((term) => title.has(term)) ? 0 : asked.every((term) => all.includes(term)) ? 1 : 2
      return { rank, position: `${facts.publishedAt}#${facts.key}`, slug: facts.slug }
    })
    .filter(({ rank }) => rank < 2)
  return found.toSorted((a, b) => a.rank - b.rank || (a.position < b.position ? 1 : -1)).map(({ slug }) => slug)
}

async function walkSearch(query: string, limit: number): Promise<string[]> {
  const slugs: string[] = []
  let position: Awaited<ReturnType<typeof searchArticles>>['next'] | undefined
  do {
    const page = await searchArticles(tables.articles, askedTerms(query), {
      limit,
      until: room.clock(),
      ...(position && { position }),
    })
    slugs.push(...page.items.map(({ slug }) => slug))
    position = page.next
  } while (position !== null)
  return slugs
}

test('whatever happens to articles and records, the index ends as the articles are, and finds what looking would', async () => {
  const earlier: DynamoDBRecord[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      delivery,
      words,
      fc.integer({ min: 1, max: 4 }),
      async (story, { order, faults }, query, limit) => {
        const deliver = async () => {
          const waiting = await records()
          await deliverAll(waiting, earlier.slice(-20), order, faults)
          earlier.push(...waiting)
        }
        await live(story, deliver)
        await deliver()
        const { entries, cards, articles } = await everything()
        expect(entries).toEqual(articles.flatMap(entriesFor).toSorted())
        for (const card of cards) expect(card).toMatchObject({ isSettled: true, stale: [] })
        for (const asked of [query, ...WORDS.slice(0, 3)])
          expect(await walkSearch(asked, limit)).toEqual(plainSearch(articles, asked))
        // The next run begins with an empty table and without the records of this one.
        const keys = (await items()).map((item) => keyOf({ pk: text(item, 'pk'), sk: text(item, 'sk') }))
        await writeItems(
          tables.articles,
          keys.map((Key) => ({ DeleteRequest: { Key } })),
        )
        await records()
      },
    ),
    { numRuns: RUNS, endOnFailure: false },
  )
}, 600_000)

/** A client that waits for `meanwhile` before its first command of the given name. */
function interrupted(command: string, meanwhile: () => Promise<unknown>) {
  const client = clientFor(tables.endpoint)
  let isDue = true
  client.middlewareStack.add(
    (send, context) => async (args) => {
      if (isDue && context.commandName === `${command}Command`) {
        isDue = false
        await meanwhile()
      }
      return send(args)
    },
    { step: 'initialize', name: 'interrupted' },
  )
  return client
}

test.each(['PutItem', 'BatchWriteItem'])(
  'a process that is overtaken before its %s writes nothing out of date that stays',
  async (command) => {
    const { slug } = (await room.create({ title: 'Fog', body: 'rain', status: 'published', slug: `filed-${++count}` }))
      .body
    const created = await records()
    const client = interrupted(command, async () => {
      await room.patch(slug, 1, { title: 'Snow', body: 'wind' })
      await fileChanged(tables.articles, await records())
    })
    expect(await fileChanged({ client, name: tables.articles.name }, created)).toEqual({ batchItemFailures: [] })
    client.destroy()
    const { entries, articles } = await everything()
    expect(entries).toEqual(articles.flatMap(entriesFor).toSorted())
    expect(await walkSearch('snow wind', 5)).toContain(slug)
    expect(await walkSearch('rain', 100)).not.toContain(slug)
  },
)

test('a change of what nobody searches for writes nothing', async () => {
  const { slug } = (await room.create({ title: 'Quiet', body: 'rain', status: 'published', slug: `filed-${++count}` }))
    .body
  await fileChanged(tables.articles, await records())
  await room.patch(slug, 1, { comments: { policy: 'closed' } })
  const changed = await records()
  tables.requests()
  await fileChanged(tables.articles, [...changed, ...changed])
  expect(tables.requests()).toEqual(['GetItem', 'Query'])
})

test('an article that can’t be filed is reported and holds up no other', async () => {
  const [broken, sound] = [`filed-${++count}`, `filed-${++count}`]
  for (const slug of [broken, sound]) await room.create({ title: 'Harbour', body: 'gulls', status: 'published', slug })
  const waiting = await records()
  const client = clientFor(tables.endpoint)
  client.middlewareStack.add(
    (send) => (args) => {
      if (JSON.stringify(args.input).includes(`I#${broken}`)) throw new Error('broken')
      return send(args)
    },
    { step: 'initialize', name: 'broken' },
  )
  const { batchItemFailures } = await fileChanged({ client, name: tables.articles.name }, waiting)
  client.destroy()
  const first = waiting.find(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `A#${broken}`)
  expect(batchItemFailures).toEqual([{ itemIdentifier: first?.dynamodb?.SequenceNumber }])
  expect(await walkSearch('gulls', 5)).toEqual([sound])
  await fileChanged(tables.articles, waiting)
})

test('a lost index is made anew from the articles, page by page', async () => {
  for (let more = 0; more < 30; more++)
    await room.create({ title: `Anew ${more}`, body: 'everything', status: 'published', slug: `filed-${++count}` })
  await records()
  const { articles } = await everything()
  const snow = articles.find(({ facts }) => facts.title === 'Snow')?.facts
  // The article's card is settled, so a normal run would not restore this entry.
  const Key = { pk: { S: 'T#snow' }, sk: { S: `${snow?.publishedAt}#${snow?.key}` } }
  await tables.articles.client.send(new DeleteItemCommand({ TableName: tables.articles.name, Key }))
  expect((await everything()).entries).not.toEqual(articles.flatMap(entriesFor).toSorted())
  let page = await fileAll(tables.articles, null)
  for (let calls = 1; page.next !== null; calls++) {
    expect(page.failed).toBe(0)
    expect(calls).toBeLessThan(100)
    page = await fileAll(tables.articles, page.next)
  }
  expect((await everything()).entries).toEqual(articles.flatMap(entriesFor).toSorted())
})
