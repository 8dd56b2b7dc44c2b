/**
 * The projector's units for each comment, by the size of the batch. A busy site has full batches. A quiet site has
 * batches of one comment.
 */
import type { DynamoDBRecord } from 'aws-lambda'
import type { Figure } from '../figures.ts'
import { round } from '../figures.ts'
import type { Consumed } from '../site/metering.ts'
import type { Site } from '../site/site.ts'
import { comment, publish, requestsIn, sum } from './calls.ts'
import { vote } from './guests.ts'

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

    for (const root of roots) await vote(site, slug, root, 1)
    figures.push(...figuresOf('a first vote', batch, await inBatches(site, await records(), batch)))
    for (const root of roots) await vote(site, slug, root, 1)
    figures.push(...figuresOf('a second vote', batch, await inBatches(site, await records(), batch)))
    for (let voter = 0; voter < MOST; voter++) await vote(site, slug, busy, 1)
    figures.push(...figuresOf('a vote, all for one root', batch, await inBatches(site, await records(), batch)))
  }
  return figures
}

async function inBatches(site: Site, records: DynamoDBRecord[], batch: number): Promise<Consumed[]> {
  const relevant = records.filter((record) => isDelivered(record) && isReaders(record))
  if (relevant.length !== MOST) throw new Error(`Expected ${MOST} records of comments, found ${relevant.length}.`)
  const consumed: Consumed[] = []
  for (let from = 0; from < relevant.length; from += batch)
    consumed.push(...(await site.project(relevant.slice(from, from + batch))))
  return consumed
}

/** Applies the event source's filter: infra/projection.ts. */
export const isDelivered = ({ dynamodb }: DynamoDBRecord): boolean => /^[ARV]#/.test(dynamodb?.Keys?.pk?.S ?? '')

/** The changes by readers among those. The others are the projector's own writes, which it ignores. */
const isReaders = ({ dynamodb }: DynamoDBRecord): boolean =>
  !dynamodb?.OldImage && /^(C#|[\w-]{10,})/.test(dynamodb?.Keys?.sk?.S ?? '')

function figuresOf(what: string, batch: number, consumed: readonly Consumed[], budget?: number): Figure[] {
  const name = `projector, ${what}, batch of ${batch}`
  const each = (writes: boolean) => round(sum(consumed.filter((request) => request.writes === writes)) / MOST)
  const note = `for ${MOST}: ${requestsIn(consumed)}`
  return [
    {
      part: 'capacity',
      name,
      unit: 'write units',
      value: each(true),
      ...(batch >= 10 && budget !== undefined && { budget }),
      note,
    },
    { part: 'capacity', name, unit: 'read units', value: each(false) },
  ]
}
