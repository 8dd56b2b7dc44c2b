/**
 * What every call costs in DynamoDB's own units, measured on the functions as they deploy. The engine bills as AWS does
 * (test: bench/site/metering.test.ts).
 */
import { join } from 'node:path'
import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb'
import { startEngine } from '../../local/engine.ts'
import { PROJECT } from '../../local/project.ts'
import { streamOf } from '../../test/kit/tables/stream.ts'
import { comment, measureCalls, publish } from '../capacity/calls.ts'
import { measureDearest } from '../capacity/dearest.ts'
import { measureGuests, vote } from '../capacity/guests.ts'
import { clientOf, measurePages, patternOf } from '../capacity/pages.ts'
import { isDelivered, measureProjector } from '../capacity/projector.ts'
import { measureSearch } from '../capacity/search.ts'
import { PATTERN_SLUG, type Pattern, seededThreads } from '../capacity/threads.ts'
import type { Figure } from '../figures.ts'
import { ARTICLES, COMMENTS, type Site, startSite } from '../site/site.ts'
import { freshTables } from '../site/tables.ts'

export async function run(): Promise<Figure[]> {
  const site = await startSite()
  try {
    const { figures, tables, pattern } = await onFreshTables(site)
    const data = await seededThreads(join(PROJECT, '.tmp', 'bench', 'threads'), tables, pattern)
    return [...(await onThreads(site, data, pattern)), ...figures, ...(await onDearTables(site))]
  } finally {
    await site.stop()
  }
}

/** Measures calls and the projector on an empty site. */
async function onFreshTables(site: Site) {
  const { endpoint, stop } = await freshTables()
  try {
    site.meter.pointAt(endpoint)
    const records = await streamOf(endpoint, COMMENTS)
    const figures = await measureCalls(site)
    const project = async () => {
      await site.project((await records()).filter(isDelivered))
    }
    figures.push(...(await measureGuests(site, project)), ...(await measureProjector(site, records)))
    figures.push(...(await measureSearch(site, await streamOf(endpoint, ARTICLES))))
    return { figures, tables: await describe(endpoint), pattern: await makePattern(site, endpoint, records) }
  } finally {
    await stop()
  }
}

/** Measures the most expensive requests, over the largest data that the API accepts. */
async function onDearTables(site: Site): Promise<Figure[]> {
  const { endpoint, stop } = await freshTables()
  try {
    site.meter.pointAt(endpoint)
    const records = await streamOf(endpoint, COMMENTS)
    return await measureDearest(site, endpoint, async () => {
      await site.project((await records()).filter(isDelivered))
    })
  } finally {
    await stop()
  }
}

/** Writes seven roots with three replies and one to seven votes each. The threads are cloned from them. */
async function makePattern(
  site: Site,
  endpoint: string,
  records: () => Promise<Parameters<Site['project']>[0]>,
): Promise<Pattern> {
  await publish(site, PATTERN_SLUG)
  for (let seed = 0; seed < 7; seed++) {
    const root = await comment(site, PATTERN_SLUG, seed)
    for (let reply = 1; reply <= 3; reply++) await comment(site, PATTERN_SLUG, seed + reply, root.body.comment.id)
    for (let voter = 0; voter <= seed; voter++) await vote(site, PATTERN_SLUG, root.body.comment.id, 1)
  }
  await site.project((await records()).filter(isDelivered))
  return patternOf(endpoint, PATTERN_SLUG)
}

async function onThreads(site: Site, data: string, pattern: Pattern): Promise<Figure[]> {
  const engine = await startEngine({ data, engine: 'dynoxide' })
  try {
    site.meter.pointAt(engine.endpoint)
    return await measurePages(site, pattern)
  } finally {
    await engine.stop()
  }
}

async function describe(endpoint: string): Promise<TableDescription[]> {
  const client = clientOf(endpoint)
  const described = await Promise.all(
    [ARTICLES, COMMENTS].map((TableName) => client.send(new DescribeTableCommand({ TableName }))),
  )
  client.destroy()
  return described.flatMap(({ Table }) => (Table ? [Table] : []))
}
