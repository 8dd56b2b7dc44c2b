/**
 * Readers during the rush, and one who reads everything afterwards.
 */
import { quantile } from '../figures.ts'
import { sleep } from './clock.ts'
import type { SimulatedSite } from './site.ts'

const countOf = (site: SimulatedSite, command: 'Query' | 'BatchGetItem'): number =>
  site.database.requests.get(command) ?? 0

/** Reads the first page once. */
export async function readOnce(site: SimulatedSite, slug: string) {
  const [queries, batches, began] = [countOf(site, 'Query'), countOf(site, 'BatchGetItem'), Date.now()]
  const { status } = await site.read({ path: { slug } })
  return {
    queries: countOf(site, 'Query') - queries,
    batches: countOf(site, 'BatchGetItem') - batches,
    milliseconds: Date.now() - began,
    refused: status !== 200,
  }
}

/**
 * Reads the first page every two seconds while people post. Queries are counted at the end, when nothing else sends
 * any.
 */
export async function readAlong(site: SimulatedSite, slug: string, duration: number) {
  const milliseconds: number[] = []
  const queries: number[] = []
  let refused = 0
  const end = Date.now() + duration
  while (Date.now() < end) {
    const reading = await readOnce(site, slug)
    if (reading.refused) refused++
    milliseconds.push(reading.milliseconds)
    queries.push(reading.queries)
    await sleep(2000)
  }
  return { milliseconds, queries: quantile(queries.slice(-10), 0.5), refused }
}

/** Reads all pages and all threads. @returns how often each id was found */
export async function readAll(
  site: SimulatedSite,
  slug: string,
): Promise<{ times: Map<string, number>; total: number }> {
  const times = new Map<string, number>()
  const note = (id: string) => times.set(id, (times.get(id) ?? 0) + 1)
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await site.read({ path: { slug }, query: `limit=100${cursor && `&cursor=${cursor}`}` })
    for (const { id, replies } of body.items) {
      note(id)
      if (replies.total > 0) {
        const thread = await site.replies({ path: { slug, id }, query: 'limit=100' })
        for (const reply of thread.body.items) note(reply.id)
      }
    }
    cursor = body.nextCursor
  }
  return { times, total: await site.published(slug) }
}
