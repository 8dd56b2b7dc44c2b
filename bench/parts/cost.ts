/**
 * Costs: units and durations from the other parts, times the prices in prices.json. Nothing is measured here.
 *
 * Every call pays for the gateway, Lambda, DynamoDB and the API's access log. Neither free tiers nor caches are counted.
 * An answer from an edge costs less.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routes } from '../../functions/contract/routes.ts'
import { parseConfig } from '../../infra/config.ts'
import { type Limits, limitsOf } from '../../infra/preflight/limits.ts'
import { understory } from '../../infra/understory.ts'
import { type CeilingPart, ceilingOf } from '../cost/ceiling.ts'
import type { Figure } from '../figures.ts'
import { type Results, readResults } from '../report/results.ts'

/**
 * How long a request waits for DynamoDB on AWS. It cannot be measured here. AWS promises single-digit milliseconds. A
 * transaction takes about twice as long as a write (assumption).
 */
const WAIT = { read: 5, transaction: 10 }
/**
 * Indexing an article of 900 words took 16 to 37 ms of processor time, and eight rounds of writes (measured apart from
 * the bench).
 */
const FILING = { cpu: 25, wait: 80 }
/** The share of saved articles that are new, or new to readers; the others change some words (assumption). */
const NEW = 1 / 3
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEMORY_OF_ONE_CPU = 1769
/**
 * How much smaller an edge makes JSON full of prose (an assumption, because the bench's comments repeat their words).
 */
const COMPRESSION = 3
/** A line of the access log (infra/api.ts) with the values of a request to the change feed, and 26 bytes for its time. */
const LOG_BYTES = 360
/** An answer of the change feed without changes: its headers and 31 bytes. */
const FEED_BYTES = 500
/**
 * Requests to the change feed by the page of a view: it is visible for one minute, and nobody comments meanwhile
 * (assumption). The page asks after 10 and 30 seconds (web/conversation/pace.test.ts).
 */
const REQUESTS = 2
/** The same until 0.1.0: two every ten seconds. */
const REQUESTS_BEFORE = 12
const MILLION = 1_000_000
const GIGABYTE = 1e9

type Prices = Record<
  | 'dynamodbReadUnit'
  | 'dynamodbWriteUnit'
  | 'dynamodbStorage'
  | 'dynamodbRecovery'
  | 'lambdaRequest'
  | 'lambdaGigabyteSecond'
  | 'apiRequest'
  | 'transferOut'
  | 'edgeRequest'
  | 'edgeTransferOut'
  | 'logsIngested'
  | 'logsStored'
  | 'secretMonth'
  | 'alarmMonth'
  | 'logGigabyte',
  number
>

/** A site's traffic in a month. */
type Publisher = {
  name: string
  views: number
  comments: number
  votes: number
  saves: number
  decisions: number
  /** The number of changes in a batch of the projector. */
  batch: 1 | 10 | 100
}

const FOLLOWING = 'a quiet page asks for changes'
const FOLLOWING_BEFORE = 'a quiet page asks for one bucket, as until 0.1.0'

/** Assumptions: a third of the comments are replies; a view reads the article and its first page of comments. */
const PUBLISHERS: readonly Publisher[] = [
  { name: 'a blog', views: 20_000, comments: 150, votes: 500, saves: 30, decisions: 20, batch: 1 },
  { name: 'a local paper', views: 2e6, comments: 20_000, votes: 80_000, saves: 3000, decisions: 1000, batch: 1 },
  { name: 'a national paper', views: 1e8, comments: 1.5e6, votes: 6e6, saves: 60_000, decisions: 50_000, batch: 10 },
]

export async function run(): Promise<Figure[]> {
  const prices = await readPrices()
  const bill = billing(await readResults(), prices)
  const perMillion = Object.entries(bill.calls).map(([name, { price, note }]) => ({
    part: 'cost',
    name: `a million times: ${name}`,
    unit: 'USD',
    value: dollars(price * MILLION),
    note,
  }))
  const idle: Figure = {
    part: 'cost',
    name: 'a month of nothing',
    unit: 'USD',
    value: dollars(bill.idle.price),
    note: bill.idle.note,
  }
  const ceiling = ceilingOf(await limitsByDefault(), FUNCTION_OF, bill.rates)
  return [
    ...perMillion,
    ...PUBLISHERS.flatMap((publisher) => monthOf(publisher, bill, prices)),
    idle,
    ...worst(ceiling),
  ]
}

const FUNCTION_OF = new Map(routes.map(({ method, path, to }) => [`${method} ${path}`, to]))

/** The limits of the template as it is synthesized without settings. */
async function limitsByDefault(): Promise<Limits> {
  const outdir = await mkdtemp(join(tmpdir(), 'understory-cost-'))
  try {
    const { stacks } = understory({ context: { 'aws:cdk:bundling-stacks': [] }, outdir }).synth()
    return limitsOf(stacks.map(({ template }) => template))
  } finally {
    await rm(outdir, { recursive: true })
  }
}

/** The worst hour and the worst day, by part and in all. */
function worst(parts: readonly CeilingPart[]): Figure[] {
  const total = {
    name: 'all',
    hour: parts.reduce((sum, { hour }) => sum + hour, 0),
    how: 'every limit reached at once',
  }
  return [...parts, total].flatMap(({ name, hour, how }) =>
    ([1, 24] as const).map((hours) => ({
      part: 'cost',
      name: `${hours === 1 ? 'the worst hour' : 'the worst day'}: ${name}`,
      unit: 'USD',
      value: dollars(hour * hours),
      note: how,
    })),
  )
}

async function readPrices(): Promise<Prices> {
  const { prices } = JSON.parse(await readFile(new URL('../prices.json', import.meta.url), 'utf8'))
  const read = Object.entries(prices).map(([name, entry]) => [name, (entry as { price: number }).price])
  // The file has a price for each name.
  return Object.fromEntries(read) as Prices
}

type Line = { price: number; note: string }
type Bill = ReturnType<typeof billing>

function billing(results: Results, prices: Prices) {
  const find = (part: string, name: string, unit: string): number => {
    const found = results.parts[part]?.figures.find((figure) => figure.name === name && figure.unit === unit)
    if (!found) throw new Error(`The cost needs “${name}” in ${unit}: run \`npm run bench -- ${part}\` first.`)
    return found.value
  }
  const units = (name: string, of: 'read units' | 'write units'): number =>
    results.parts.capacity?.figures.find((figure) => figure.name === name && figure.unit === of)?.value ?? 0
  const dynamodb = (name: string): number =>
    find('capacity', name, units(name, 'write units') > 0 ? 'write units' : 'read units') &&
    units(name, 'read units') * prices.dynamodbReadUnit + units(name, 'write units') * prices.dynamodbWriteUnit
  const config = parseConfig({})
  const lambda = (cpu: number, wait: number, memory: number): number => {
    const milliseconds = Math.ceil((cpu * MEMORY_OF_ONE_CPU) / Math.min(memory, MEMORY_OF_ONE_CPU) + wait)
    return (milliseconds / 1000) * (memory / 1024) * prices.lambdaGigabyteSecond
  }
  const page = find('warm', 'page of 25: processor time', 'ms')
  const post = find('warm', 'post: processor time', 'ms')
  const deriving = find('warm', 'projector, a root, batch of 100: processor time', 'ms')
  const request = prices.apiRequest + prices.lambdaRequest
  const finding = dynamodb('finding an article and its write shards, cached for 10 s')

  const call = (name: string, cpu: number, wait: number, memory: number, extra = 0): Line => {
    const [database, compute] = [dynamodb(name) + extra, lambda(cpu, wait, memory)]
    const share = (price: number) => `$${dollars(price * MILLION)}`
    return {
      price: request + database + compute,
      note: `requests ${share(request)}, DynamoDB ${share(database)}, compute ${share(compute)}`,
    }
  }
  const derive = (kind: string, batch: number): number =>
    dynamodb(`projector, ${kind}, batch of ${batch}`) +
    lambda(deriving, (2 * WAIT.transaction) / batch, config.projectorMemory) +
    prices.lambdaRequest / batch
  const reader = config.readerMemory
  const commenter = config.commenterMemory
  const calls = {
    'a page of comments, article not cached': call(
      'page of 25, 1,000,000 comments, newest, first',
      page,
      2 * WAIT.read,
      reader,
      finding,
    ),
    'an article': call('GET /v1/articles/{slug}', page / 2, WAIT.read, reader),
    'a page of the best comments': call('page of 25, 1,000,000 comments, top, first', page, 2 * WAIT.read, reader),
    'a comment': call(
      'POST /v1/articles/{slug}/comments, a root with Idempotency-Key',
      post,
      WAIT.transaction,
      commenter,
      finding,
    ),
    'a vote': call('PUT /v1/articles/{slug}/comments/{id}/vote, another comment', post, WAIT.transaction, commenter),
    'an article saved': call('PUT /v1/editor/articles/{slug}', post, WAIT.transaction, config.editorMemory),
    'a search of two words': call('GET /v1/search, two words', page, 4 * WAIT.read, reader),
    [FOLLOWING]: call('GET /v1/articles/{slug}/changes/since/{bucket}, a quiet article', page / 2, WAIT.read, reader),
    [FOLLOWING_BEFORE]: call('GET /v1/articles/{slug}/changes/{bucket}', page / 2, WAIT.read, reader),
    'a decision': call('POST /v1/moderation/actions, approve one', post, WAIT.transaction, config.moderatorMemory),
  }
  const file = (what: string): Line => {
    const [database, compute] = [dynamodb(what), lambda(FILING.cpu, FILING.wait, config.indexerMemory)]
    return {
      price: prices.lambdaRequest + database + compute,
      note: `DynamoDB $${dollars(database * MILLION)}, compute $${dollars(compute * MILLION)}`,
    }
  }
  const filing = { anew: file('filing an article of 900 words'), changed: file('filing it again, one word changed') }
  const month = 30 * 24 * 60
  const ticks = 2 * month * (prices.lambdaRequest + lambda(1, WAIT.read * 4, config.projectorMemory))
  const reads = month * 10 * prices.dynamodbReadUnit
  const idle = {
    price: prices.secretMonth + 6 * prices.alarmMonth + ticks + reads,
    note: `secret $${prices.secretMonth}, six alarms $${dollars(6 * prices.alarmMonth)}, two ticks a minute $${dollars(ticks + reads)}; storage comes on top`,
  }
  const bytes = find('warm', 'page of 25: answer', 'bytes')
  const rates = {
    request,
    compute: {
      reader: lambda(page, 2 * WAIT.read, reader),
      commenter: lambda(post, WAIT.transaction, commenter),
      editor: lambda(post, WAIT.transaction, config.editorMemory),
      moderator: lambda(post, WAIT.transaction, config.moderatorMemory),
    },
    // In batches of one.
    change: lambda(deriving, 2 * WAIT.transaction, config.projectorMemory) + prices.lambdaRequest,
    readUnit: prices.dynamodbReadUnit,
    writeUnit: prices.dynamodbWriteUnit,
    loggedGigabyte: prices.logGigabyte,
    sentGigabyte: prices.transferOut,
    page: bytes,
  }
  return { calls: { ...calls, 'an article filed for search': filing.anew }, filing, derive, idle, bytes, rates }
}

/** What pages that are open take in a month: requests to the change feed, their transfer and their log. */
function following(views: number, requests: number, price: number, prices: Prices) {
  const count = views * requests
  return {
    following: count * (price + (FEED_BYTES * prices.transferOut) / GIGABYTE),
    logged: count,
    edge: count * (prices.edgeRequest + (FEED_BYTES * (prices.edgeTransferOut - prices.transferOut)) / GIGABYTE),
  }
}

function monthOf(publisher: Publisher, { calls, filing, derive, idle, bytes }: Bill, prices: Prices): Figure[] {
  const { views, comments, votes, saves, decisions, batch } = publisher
  const now = following(views, REQUESTS, calls[FOLLOWING].price, prices)
  const before = following(views, REQUESTS_BEFORE, calls[FOLLOWING_BEFORE].price, prices)
  const log = (count: number) => ((count * LOG_BYTES) / GIGABYTE) * (prices.logsIngested + prices.logsStored)
  const others = 2 * views + comments + votes + saves + decisions
  const lines = {
    following: now.following,
    'access log': log(others + now.logged),
    reading: views * (calls['an article'].price + calls['a page of comments, article not cached'].price),
    commenting:
      comments * (calls['a comment'].price + (2 * derive('a root', batch) + derive('a first reply', batch)) / 3),
    voting: votes * (calls['a vote'].price + derive('a second vote', batch)),
    'editing and moderating': saves * calls['an article saved'].price + decisions * calls['a decision'].price,
    'filing for search': saves * (NEW * filing.anew.price + (1 - NEW) * filing.changed.price),
    // An article weighs about as much as a page of comments.
    'transfer, uncompressed': (2 * views * bytes * prices.transferOut) / GIGABYTE,
    'a month of nothing': idle.price,
    // Comment, record, private facts and what is derived: about 4 KB for each, kept for a year.
    storage: ((12 * comments * 4000) / GIGABYTE) * (prices.dynamodbStorage + prices.dynamodbRecovery),
  }
  const total = Object.values(lines).reduce((sum, price) => sum + price, 0)
  const totalBefore = total + before.following - now.following + log(before.logged - now.logged)
  const edge =
    (((2 * views * bytes) / COMPRESSION) * prices.edgeTransferOut) / GIGABYTE + 2 * views * prices.edgeRequest
  const assumedBefore = `${REQUESTS_BEFORE} requests a view: following $${dollars(before.following)}, access log $${dollars(log(others + before.logged))}`
  const assumed = `${views.toLocaleString('en')} views, ${comments.toLocaleString('en')} comments, ${votes.toLocaleString('en')} votes, ${REQUESTS} requests a view to follow it`
  const parts = Object.entries(lines).map(([name, price]) => `${name} $${dollars(price)}`)
  const figure = { part: 'cost', unit: 'USD' }
  return [
    { ...figure, name: `a month of ${publisher.name}`, value: dollars(total), note: `${assumed}: ${parts.join(', ')}` },
    {
      ...figure,
      name: `a month of ${publisher.name}, behind the edge, nothing answered by it`,
      value: dollars(total - lines['transfer, uncompressed'] + edge + now.edge),
      note: `requests and compressed transfer at the edge: reading $${dollars(edge)}, following $${dollars(now.edge)} more; what it answers from its cache saves reading, following and their log`,
    },
    {
      ...figure,
      name: `a month of ${publisher.name}, following as until 0.1.0`,
      value: dollars(totalBefore),
      note: assumedBefore,
    },
    {
      ...figure,
      name: `a month of ${publisher.name}, following as until 0.1.0, behind the edge, nothing answered by it`,
      value: dollars(totalBefore - lines['transfer, uncompressed'] + edge + before.edge),
      note: `requests and compressed transfer at the edge: reading $${dollars(edge)}, following $${dollars(before.edge)} more`,
    },
  ]
}

const dollars = (price: number): number => (price >= 100 ? Math.round(price) : Number(price.toFixed(2)))
