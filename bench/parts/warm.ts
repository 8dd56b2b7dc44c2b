/**
 * What our code adds to the SDK's on a warm instance: the processor time of a function's request, and of the same
 * DynamoDB request sent by the bare client to the same engine. Both take turns in small rounds, so that other work on
 * the machine affects both.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { QueryCommandInput, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Response } from '../../functions/http/respond.ts'
import { eventFor } from '../../test/kit/site/events.ts'
import { streamOf } from '../../test/kit/tables/stream.ts'
import { comment, publish } from '../capacity/calls.ts'
import { prose } from '../capacity/prose.ts'
import { buildBundles } from '../coldstart/bundles.ts'
import { against, type Figure, median, summary } from '../figures.ts'
import { COMMENTS, type Site, startSite } from '../site/site.ts'
import { freshTables } from '../site/tables.ts'

const ROUNDS = 50
const REQUESTS = 25
const WARMING_UP = 500
/** Milliseconds over the SDK for a page of 25: docs/architecture.md. */
const BUDGET = 0.5
const SLUG = 'warm'
const BATCH = 100
const BATCHES = 7

/** The client alone, in a bundle of its own. */
type Sdk = {
  handler: (input: QueryCommandInput) => Promise<unknown>
  transact: (input: TransactWriteItemsCommandInput) => Promise<unknown>
}
type Time = { cpu: number; wall: number }
type Work = { run: () => Promise<unknown>; times: Time[] }

export async function run(): Promise<Figure[]> {
  const tables = await freshTables()
  const site = await startSite(tables.endpoint)
  const sdk = await bareClient()
  try {
    const changes = await changesOf(tables.endpoint)
    await fill(site, changes)
    const pageHandler = work(() => site.invoke('reader', PAGE))
    const pageBare = work(() => sdk.handler(PAGE_QUERY))
    const postHandler = work(() => site.invoke('commenter', postEvent()))
    const postBare = work(() => sdk.transact(postTransaction()))
    const all = [pageHandler, pageBare, postHandler, postBare]
    for (const { run } of all) for (let count = 0; count < WARMING_UP; count++) await run()
    for (let round = 0; round < ROUNDS; round++)
      for (const each of all) each.times.push(await timed(each.run, REQUESTS))
    await changes()
    return [
      ...(await answerSize(site)),
      ...figuresOf('page of 25', pageHandler, pageBare, BUDGET),
      ...figuresOf('post', postHandler, postBare),
      ...(await projecting(site, changes)),
    ]
  } finally {
    await site.stop()
    await tables.stop()
  }
}

/** The bytes that a reader downloads. */
async function answerSize(site: Site): Promise<Figure[]> {
  const { body = '' } = (await site.invoke('reader', PAGE)) as Response
  return [{ part: 'warm', name: 'page of 25: answer', unit: 'bytes', value: Buffer.byteLength(body) }]
}

const work = (run: Work['run']): Work => ({ run, times: [] })

async function bareClient(): Promise<Sdk> {
  const folder = await mkdtemp(join(tmpdir(), 'understory-sdk-'))
  try {
    const bundle = (await buildBundles(folder)).find(({ name }) => name === 'sdk')
    return await import(pathToFileURL(bundle?.file ?? '').href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Returns a function that returns the stream's records for the projector since its last call. */
async function changesOf(endpoint: string): Promise<() => Promise<DynamoDBRecord[]>> {
  const records = await streamOf(endpoint, COMMENTS)
  return async () => (await records()).filter(({ dynamodb }) => /^[ARV]#/.test(dynamodb?.Keys?.pk?.S ?? ''))
}

/** Thirty roots with three replies each, their previews full. */
async function fill(site: Site, changes: () => Promise<DynamoDBRecord[]>): Promise<void> {
  await publish(site, SLUG)
  await publish(site, POSTS)
  for (let seed = 0; seed < 30; seed++) {
    const root = await comment(site, SLUG, seed)
    for (let reply = 1; reply <= 3; reply++) await comment(site, SLUG, seed + reply, root.body.comment.id)
  }
  await site.project(await changes())
}

const PAGE = eventFor('GET /v1/articles/{slug}/comments', { path: { slug: SLUG } })
/** The Query that the reader makes for that page. */
const PAGE_QUERY: QueryCommandInput = {
  TableName: COMMENTS,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: `A#${SLUG}` } },
  ScanIndexForward: false,
  Limit: 27,
}

/** Comments are posted to another article, so that the page stays as it is. */
const POSTS = 'warm-posts'
let posted = 0

const postEvent = () =>
  eventFor('POST /v1/articles/{slug}/comments', {
    path: { slug: POSTS },
    body: { author: { name: 'Margaret Okafor' }, text: prose(500, posted) },
    address: `10.1.${(posted >> 8) & 255}.${posted++ & 255}`,
  })

/** Four items as large as those of a post, in one transaction. */
function postTransaction(): TransactWriteItemsCommandInput {
  const id = String(posted++).padStart(26, '0')
  const put = (pk: string, sk: string, attributes: Record<string, string>) => ({
    Put: {
      TableName: COMMENTS,
      ConditionExpression: 'attribute_not_exists(pk)',
      Item: {
        pk: { S: pk },
        sk: { S: sk },
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { S: value }])),
      },
    },
  })
  const facts = JSON.stringify({
    parentId: null,
    depth: 0,
    author: { name: 'Margaret Okafor' },
    html: prose(507),
    editedAt: null,
  })
  const kept = { article: POSTS, state: 'published', version: '1' }
  return {
    TransactItems: [
      put('bare', `C#${id}`, { ...kept, facts }),
      put(`P#${id}`, 'T', { ...kept, restoreTo: 'published', source: prose(500) }),
      put(`P#${id}`, 'P', { addressHash: 'x'.repeat(43), userAgent: 'test', expiresAt: '1800000000' }),
      put(`X#${id}`, 'X', { posts: '1', expiresAt: '1800000000' }),
    ],
  }
}

/** Processor and wall time of one request, in milliseconds. */
async function timed(run: () => Promise<unknown>, count: number): Promise<Time> {
  const [before, start] = [process.cpuUsage(), performance.now()]
  for (let done = 0; done < count; done++) await run()
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1000 / count, wall: (performance.now() - start) / count }
}

function figuresOf(name: string, handler: Work, bare: Work, budget?: number): Figure[] {
  const cpu = ({ times }: Work) => times.map((time) => time.cpu)
  const wall = ({ times }: Work) => times.map((time) => time.wall)
  // One directly after the other, so that a busy moment affects both.
  const over = handler.times.map((time, round) => time.cpu - (bare.times[round]?.cpu ?? Number.NaN))
  const part = { part: 'warm', unit: 'ms' }
  return [
    {
      ...part,
      name: `${name}: processor time`,
      ...summary(cpu(handler)),
      ...against(median(cpu(handler)), median(cpu(bare))),
    },
    { ...part, name: `${name}: over the SDK`, ...summary(over), ...(budget !== undefined && { budget }) },
    {
      ...part,
      name: `${name}: from call to answer`,
      ...summary(wall(handler)),
      ...against(median(wall(handler)), median(wall(bare))),
    },
  ]
}

/** Each batch has new comments, because a batch that was applied before is recognised. */
async function projecting(site: Site, changes: () => Promise<DynamoDBRecord[]>): Promise<Figure[]> {
  const times: number[] = []
  for (let batch = 0; batch <= BATCHES; batch++) {
    for (let count = 0; count < BATCH; count++) await site.invoke('commenter', postEvent())
    const records = await changes()
    const { cpu } = await timed(() => site.project(records), 1)
    // The first batch only warms up.
    if (batch > 0) times.push(cpu / records.length)
  }
  return [{ part: 'warm', name: `projector, a root, batch of ${BATCH}: processor time`, unit: 'ms', ...summary(times) }]
}
