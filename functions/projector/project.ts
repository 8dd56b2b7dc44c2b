/**
 * A batch of the Comments stream, applied. What fails is reported by its sequence number, so that Lambda delivers the
 * batch again from there and nothing before it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */

import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { kindOf } from '../domain/comments/changeFeed.ts'
import { type Change, isCommentChange, type VoteChange } from '../domain/comments/projection.ts'
import { Busy } from '../domain/errors.ts'
import { defect } from '../log.ts'
import { pause } from '../running/deadline.ts'
import { isThrottled, type Table } from '../store/client/dynamodb.ts'
import { noteChanges } from '../store/derived/changeFeed.ts'
import { changeOf } from '../store/derived/changes.ts'
import { noteShards } from '../store/derived/counts.ts'
import { applyOnce, countThatFits, withoutApplied } from '../store/derived/projection.ts'
import { isRecent, updateRecent } from '../store/derived/recent.ts'
import { noteHours } from '../store/derived/recentHours.ts'
import { type Memory, newMemory } from './memory.ts'

export type Projector = {
  comments: Table
  clock: () => number
  /** What the process remembers of earlier batches; without it nothing. */
  memory?: Memory
}

/** How long the projector rests after throttled batches, in milliseconds; at most half of what a batch may take (infra/config.ts). */
const FIRST_REST = 250
const LONGEST_REST = 30_000

/** A process need not remember more records that it has told of: a batch that comes again comes soon. */
const MOST_TOLD = 1000

/** A change, and where it stands in the batch. One that is counted already is only to be told of. */
type Step = { change: Change | VoteChange; place: number; sequenceNumber: string; isCounted: boolean }

/** Applies the records, those of each comment in their order. */
export async function project(
  { comments, clock, memory = newMemory() }: Projector,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> {
  const projector = { comments, clock, memory }
  const steps: Step[] = []
  let unreadable: number | undefined
  for (const [place, record] of records.entries()) {
    const sequenceNumber = sequenceNumberOf(record)
    try {
      const change = changeOf(record)
      if (change) steps.push({ change, place, sequenceNumber, isCounted: false })
    } catch (error) {
      report(sequenceNumber, error)
      unreadable = place
      break
    }
  }
  const { failed, throttled } = await applyByShards(projector, await stillToDo(projector, steps))
  memory.setbacks = throttled ? memory.setbacks + 1 : 0
  if (throttled) await pause(Math.random() * Math.min(LONGEST_REST, FIRST_REST * 2 ** memory.setbacks))
  const first = records[failed ?? unreadable ?? records.length]
  return { batchItemFailures: first ? [{ itemIdentifier: sequenceNumberOf(first) }] : [] }
}

const sequenceNumberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? ''

/** Where in the batch the first stands that could not be applied, and whether that was for lack of capacity. */
type Applied = { failed: number | undefined; throttled: boolean }

const ALL_APPLIED: Applied = { failed: undefined, throttled: false }

const both = (one: Applied, other: Applied): Applied => ({
  failed: one.failed === undefined ? other.failed : Math.min(one.failed, other.failed ?? one.failed),
  throttled: one.throttled || other.throttled,
})

/**
 * Applies what belongs to each write shard by itself, at no more cost: statistics are per shard anyway. A transaction over
 * many hot partitions would fail with any of them, and cost all of them units. A thread lies in one shard, so what
 * concerns it stays in its order; articles that are not spread are one group.
 */
const applyByShards = (projector: Required<Projector>, steps: readonly Step[]): Promise<Applied> =>
  applyEach(
    projector,
    Map.groupBy(steps, ({ change }) => change.id.shard),
  )

async function applyEach(
  projector: Required<Projector>,
  groups: ReadonlyMap<unknown, readonly Step[]>,
): Promise<Applied> {
  let applied = ALL_APPLIED
  for (const group of groups.values()) applied = both(applied, await applyInOrder(projector, group))
  return applied
}

/**
 * After a setback Lambda brings the same batch again. What of it is counted is looked up then, rather than refused by its
 * mark: a transaction that is refused has cost its partitions half of its units. Who counted it, in this process or another,
 * may have been held up before the feed was told.
 */
async function stillToDo({ comments, memory }: Required<Projector>, steps: readonly Step[]): Promise<readonly Step[]> {
  if (memory.setbacks === 0) return steps
  try {
    const changes = steps.map(({ change }) => change)
    const left = new Set(await withoutApplied(comments, changes))
    return steps
      .map((step) => ({ ...step, isCounted: !left.has(step.change) }))
      .filter(({ change, isCounted }) => !isCounted || !memory.told.has(change.eventId))
  } catch {
    // Only a saving: the marks themselves see to it that nothing is applied twice.
    return steps
  }
}

async function applyInOrder(projector: Required<Projector>, steps: readonly Step[]): Promise<Applied> {
  for (let left = steps; left.length > 0; ) {
    const count = countThatFits(left.map(({ change }) => change))
    const applied = await applyTogether(projector, left.slice(0, count))
    if (applied.failed !== undefined) return applied
    left = left.slice(count)
  }
  return ALL_APPLIED
}

async function applyTogether(projector: Required<Projector>, steps: readonly Step[]): Promise<Applied> {
  const [first] = steps
  if (!first) return ALL_APPLIED
  try {
    await derive(projector, steps)
    return ALL_APPLIED
  } catch (error) {
    const throttled = error instanceof Busy || isThrottled(error)
    if (!throttled && steps.length > 1) return applyByHalves(projector, steps)
    const articles = Map.groupBy(steps, ({ change }) => change.article)
    if (articles.size > 1) return applyEach(projector, articles)
    report(first.sequenceNumber, error)
    return { failed: first.place, throttled }
  }
}

/**
 * Counts and lists. Only the counting must not be done twice and knows it; the rest says the same when it is said again.
 * What a list points at is there before it is counted, so what is counted is listed. The feed comes last: who hears of a
 * change finds it counted.
 */
async function derive({ comments, clock, memory }: Required<Projector>, steps: readonly Step[]): Promise<void> {
  const uncounted = steps.filter(({ isCounted }) => !isCounted).map(({ change }) => change)
  if (uncounted.length > 0) {
    const commentChanges = uncounted.filter(isCommentChange)
    const recentChanges = commentChanges.filter((change) => isRecent(change, clock()))
    await noteHours(comments, recentChanges, clock(), memory.hours)
    await updateRecent(comments, recentChanges, clock())
    await noteShards(comments, commentChanges, memory.shards)
    await applyOnce(comments, uncounted, clock())
  }
  const noted = steps.map(({ change }) => ({
    article: change.article,
    id: change.id,
    kind: isCommentChange(change) ? kindOf(change) : ('score' as const),
  }))
  await noteChanges(comments, noted, clock, memory.feed)
  for (const { change } of steps) memory.told.add(change.eventId)
  for (const eldest of memory.told) {
    if (memory.told.size <= MOST_TOLD) break
    memory.told.delete(eldest)
  }
}

/** Finds the one that does harm, so that its neighbours are not held up with it. */
async function applyByHalves(projector: Required<Projector>, steps: readonly Step[]): Promise<Applied> {
  const half = Math.ceil(steps.length / 2)
  const applied = await applyTogether(projector, steps.slice(0, half))
  return applied.failed === undefined ? applyTogether(projector, steps.slice(half)) : applied
}

const report = (sequenceNumber: string, error: unknown): void =>
  defect('A stream record could not be applied', error, { sequenceNumber })
