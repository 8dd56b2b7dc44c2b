/**
 * What deriving costs: the projector's units for each comment, by how many come at once. A busy site's batches are full,
 * a quiet one's hold a single comment.
 */
import type { DynamoDBRecord } from 'aws-lambda'
import type { Figure } from '../figures.ts'
import { round } from '../figures.ts'
import type { Consumed } from '../metering.ts'
import type { Site } from '../site.ts'
import { comment, publish, requestsIn, sum } from './calls.ts'

/** docs/architecture.md, at batches of ten and more. */
const BUDGET = { root: 6, reply: 10 }
const BATCHES = [1, 10, 100]
const MOST = 100

/**
 * @param records the stream's records since the last call
 */
export async function measureProjector(site: Site, records: () => Promise<DynamoDBRecord[]>): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const batch of BATCHES) {
    const slug = `projected-${batch}`
    await publish(site, slug)
    await records()
    const roots: string[] = []
    for (let seed = 0; seed < MOST; seed++) roots.push((await comment(site, slug, seed)).body.comment.id)
    figures.push(...figuresOf('a root', batch, await inBatches(site, await records(), batch), BUDGET.root))

    // Three rounds of replies, one to each root: the first two fill the previews, the third finds them full.
    for (const [round, name] of ['a first reply', 'a second reply', 'a third reply, preview full'].entries()) {
      for (const [seed, root] of roots.entries()) await comment(site, slug, seed + round, root)
      figures.push(...figuresOf(name, batch, await inBatches(site, await records(), batch), BUDGET.reply))
    }
    const [busy = ''] = roots
    for (let seed = 0; seed < MOST; seed++) await comment(site, slug, seed, busy)
    const busyFigures = await inBatches(site, await records(), batch)
    figures.push(...figuresOf('a reply, all under one root', batch, busyFigures, BUDGET.reply))
  }
  return figures
}

async function inBatches(site: Site, records: DynamoDBRecord[], batch: number): Promise<Consumed[]> {
  const relevant = records.filter(isDelivered)
  if (relevant.length !== MOST) throw new Error(`Expected ${MOST} records of comments, found ${relevant.length}.`)
  const consumed: Consumed[] = []
  for (let from = 0; from < relevant.length; from += batch)
    consumed.push(...(await site.project(relevant.slice(from, from + batch))))
  return consumed
}

/** The event source's filter lets pass comments in their places, and the statistics beside them; the latter never here. */
const isDelivered = ({ dynamodb }: DynamoDBRecord): boolean =>
  /^[AR]#/.test(dynamodb?.Keys?.pk?.S ?? '') && (dynamodb?.Keys?.sk?.S ?? '').startsWith('C#') && !dynamodb?.OldImage

function figuresOf(what: string, batch: number, consumed: readonly Consumed[], budget: number): Figure[] {
  const name = `projector, ${what}, batch of ${batch}`
  const each = (writes: boolean) => round(sum(consumed.filter((request) => request.writes === writes)) / MOST)
  const note = `for ${MOST}: ${requestsIn(consumed)}`
  return [
    { part: 'capacity', name, unit: 'write units', value: each(true), ...(batch >= 10 && { budget }), note },
    { part: 'capacity', name, unit: 'read units', value: each(false) },
  ]
}
