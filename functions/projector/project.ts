/**
 * Applies a batch of the Comments stream. The first failure is reported by its sequence number, so that Lambda delivers
 * the batch again from there.
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
  /** The state from earlier batches. @default empty */
  memory?: Memory
}

/** Milliseconds of pause after throttled batches: at most half of the time for a batch (infra/config.ts). */
const FIRST_REST = 250
const LONGEST_REST = 30_000

/** The most records in {@link Memory.inFeed}. A batch that is delivered again comes soon, so few are enough. */
const MAX_IN_FEED = 1000

/** A change and its place in the batch. If it is counted already, it only has to be written to the feed. */
type Step = { change: Change | VoteChange; place: number; sequenceNumber: string; isCounted: boolean }

/** Applies the records. The records of each comment are applied in order. */
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
  memory.throttledBatches = throttled ? memory.throttledBatches + 1 : 0
  if (throttled) await pause(Math.random() * Math.min(LONGEST_REST, FIRST_REST * 2 ** memory.throttledBatches))
  const first = records[failed ?? unreadable ?? records.length]
  return { batchItemFailures: first ? [{ itemIdentifier: sequenceNumberOf(first) }] : [] }
}

const sequenceNumberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? ''

/** The place of the first record in the batch that failed, and whether DynamoDB throttled a request. */
type Applied = { failed: number | undefined; throttled: boolean }

const ALL_APPLIED: Applied = { failed: undefined, throttled: false }

const both = (one: Applied, other: Applied): Applied => ({
  failed: one.failed === undefined ? other.failed : Math.min(one.failed, other.failed ?? one.failed),
  throttled: one.throttled || other.throttled,
})

/**
 * Applies the changes of each write shard separately. This costs no more, because statistics are per shard. A
 * transaction over many hot partitions would fail with any of them, and cost all of them units. A thread is in one
 * shard, so its changes stay in order. Articles with one shard are one group.
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
 * The steps that are not finished. After a throttled batch Lambda delivers the same batch again. The marks of counted
 * changes are read then: a transaction that a mark refuses costs its partitions half of its units. A counted change may
 * be missing from the feed, because this process or another one may have failed before it wrote to the feed.
 */
async function stillToDo({ comments, memory }: Required<Projector>, steps: readonly Step[]): Promise<readonly Step[]> {
  if (memory.throttledBatches === 0) return steps
  try {
    const changes = steps.map(({ change }) => change)
    const left = new Set(await withoutApplied(comments, changes))
    return steps
      .map((step) => ({ ...step, isCounted: !left.has(step.change) }))
      .filter(({ change, isCounted }) => !isCounted || !memory.inFeed.has(change.eventId))
  } catch {
    // The look-up only saves units. The marks prevent double counts.
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
 * Updates lists, counts and the feed. The marks prevent double counts. The other writes are idempotent. Lists are
 * written before counts, so a counted comment is listed. The feed is written last, so that a change in the feed is
 * counted.
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
  for (const { change } of steps) memory.inFeed.add(change.eventId)
  for (const oldest of memory.inFeed) {
    if (memory.inFeed.size <= MAX_IN_FEED) break
    memory.inFeed.delete(oldest)
  }
}

/** Bisects the batch to find the record that fails, so that the records before it are applied. */
async function applyByHalves(projector: Required<Projector>, steps: readonly Step[]): Promise<Applied> {
  const half = Math.ceil(steps.length / 2)
  const applied = await applyTogether(projector, steps.slice(0, half))
  return applied.failed === undefined ? applyTogether(projector, steps.slice(half)) : applied
}

const report = (sequenceNumber: string, error: unknown): void =>
  defect('A stream record could not be applied', error, { sequenceNumber })
