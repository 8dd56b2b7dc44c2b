/**
 * Measures cold starts without Lambda's own part: the import of each bundle in a fresh process, and its first request.
 * The bundles take turns, so that other work on the machine affects all of them.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FunctionName } from '../../infra/bundles/bundling.ts'
import { PROJECT } from '../../local/project.ts'
import { eventFor } from '../../test/kit/site/events.ts'
import { comment, publish } from '../capacity/calls.ts'
import { buildBundles } from '../coldstart/bundles.ts'
import { against, type Figure, median, summary } from '../figures.ts'
import { COMMENTS, startSite } from '../site/site.ts'
import { freshTables } from '../site/tables.ts'

const RUNS = 31
/** Limits of the import's ratio to the SDK client alone: docs/architecture.md. */
const BUDGET = 1.5
const SLUG = 'cold'

/** Milliseconds; `cpu` is the import's processor time, which other work on the machine disturbs least. */
type Start = { import: number; cpu: number; request: number }

export async function run(): Promise<Figure[]> {
  const bundles = await buildBundles(join(PROJECT, '.tmp', 'bench', 'bundles'))
  const site = await startSite()
  const tables = await freshTables()
  try {
    site.meter.pointAt(tables.endpoint)
    await publish(site, SLUG)
    for (let seed = 0; seed < 30; seed++) await comment(site, SLUG, seed)
    // The meter is not part of a cold start.
    const env = { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint }
    const starts = new Map(bundles.map(({ name }): [string, Start[]] => [name, []]))
    for (let round = 0; round < RUNS + 1; round++) {
      for (const { name, file } of bundles) {
        const start = await coldStart(file, eventOf(name, round), env)
        // The first round only warms the disk's cache.
        if (round > 0) starts.get(name)?.push(start)
      }
    }
    return bundles.flatMap(({ name }) => figuresOf(name, starts))
  } finally {
    await tables.stop()
    await site.stop()
  }
}

async function coldStart(file: string, event: unknown, env: NodeJS.ProcessEnv): Promise<Start> {
  const child = join(import.meta.dirname, '../coldstart', 'child.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [child, file, JSON.stringify(event)], { env })
  return JSON.parse(stdout)
}

function figuresOf(name: string, starts: ReadonlyMap<string, Start[]>): Figure[] {
  const times = (of: string, what: keyof Start) => (starts.get(of) ?? []).map((start) => start[what])
  const title = name === 'empty' ? 'an empty handler' : name === 'sdk' ? 'the SDK client alone, one Query' : name
  const figure = (what: keyof Start, words: string): Figure => ({
    part: 'coldstart',
    name: `${title}: ${words}`,
    unit: 'ms',
    ...summary(times(name, what)),
    ...(name !== 'empty' && name !== 'sdk' && against(median(times(name, what)), median(times('sdk', what)))),
  })
  const isFunction = name !== 'empty' && name !== 'sdk'
  const whole = (of: string) => (starts.get(of) ?? []).map(({ import: one, request }) => one + request)
  return [
    { ...figure('cpu', 'import, processor time'), ...(isFunction && { budget: BUDGET, budgetOf: 'ratio' }) },
    figure('import', 'import'),
    { ...figure('request', 'first request'), ...(isFunction && { note: FIRST[name as FunctionName].what }) },
    {
      part: 'coldstart',
      name: `${title}: both`,
      unit: 'ms',
      ...summary(whole(name)),
      ...(isFunction && against(median(whole(name)), median(whole('sdk')))),
    },
  ]
}

/** The first request to each function. */
const FIRST: Record<FunctionName, { what: string; event: (round: number) => unknown }> = {
  reader: {
    what: 'a page of 25 comments',
    event: () => eventFor('GET /v1/articles/{slug}/comments', { path: { slug: SLUG } }),
  },
  commenter: {
    what: 'a comment posted',
    // Each time from another address, because one address may post 30 comments a minute.
    event: (round) =>
      eventFor('POST /v1/articles/{slug}/comments', {
        path: { slug: SLUG },
        address: `203.0.113.${round}`,
        body: { author: { name: 'Ada' }, text: 'Is the *last* tram still running?' },
      }),
  },
  editor: {
    what: 'the list of articles',
    event: () => eventFor('GET /v1/editor/articles', { groups: ['editor'] }),
  },
  moderator: {
    what: 'the queue',
    event: () => eventFor('GET /v1/moderation/comments', { groups: ['moderator'] }),
  },
  indexer: { what: 'the list of all articles, to file them', event: () => ({ fileAllFrom: null }) },
  projector: { what: 'an empty minute', event: () => ({ source: 'aws.events', 'detail-type': 'Scheduled Event' }) },
}

function eventOf(name: string, round: number): unknown {
  if (name === 'empty') return {}
  if (name !== 'sdk') return FIRST[name as FunctionName].event(round)
  return {
    TableName: COMMENTS,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `A#${SLUG}` } },
    Limit: 27,
  }
}
