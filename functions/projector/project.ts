/**
 * A batch of the Comments stream, applied. What fails is reported by its sequence number, so that Lambda delivers the
 * batch again from there and nothing before it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { kindOf } from '../domain/feed.ts'
import { type Change, isCommentChange, type VoteChange } from '../domain/projection.ts'
import { changeOf } from '../store/changes.ts'
import { noteShards } from '../store/counts.ts'
import type { Table } from '../store/dynamodb.ts'
import { noteChanges } from '../store/feed.ts'
import { applyOnce, fitting } from '../store/projection.ts'
import { updateRecent } from '../store/recent.ts'
import { noteHours } from '../store/recentHours.ts'
import { type Memory, newMemory } from './memory.ts'

export type Projector = {
  comments: Table
  clock: () => number
  /** What the process remembers of earlier batches; without it nothing. */
  memory?: Memory
}

type Step = { change: Change | VoteChange; sequenceNumber: string }

/** Applies the records in their order. */
export async function project(
  projector: Projector,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> {
  const steps: Step[] = []
  let unreadable: string | undefined
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? ''
    try {
      const change = changeOf(record)
      if (change) steps.push({ change, sequenceNumber })
    } catch (error) {
      report(sequenceNumber, error)
      unreadable = sequenceNumber
      break
    }
  }
  const failed = (await applyInOrder(projector, steps)) ?? unreadable
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] }
}

/** Returns the sequence number of the first step that could not be applied. */
async function applyInOrder(projector: Projector, steps: readonly Step[]): Promise<string | undefined> {
  let left = steps
  while (left.length > 0) {
    const count = fitting(left.map(({ change }) => change))
    const failed = await applyTogether(projector, left.slice(0, count))
    if (failed !== undefined) return failed
    left = left.slice(count)
  }
  return undefined
}

async function applyTogether(projector: Projector, steps: readonly Step[]): Promise<string | undefined> {
  const [first] = steps
  if (!first) return undefined
  const changes = steps.map(({ change }) => change)
  try {
    await derive(projector, changes)
    return undefined
  } catch (error) {
    if (steps.length > 1) return applyByHalves(projector, steps)
    report(first.sequenceNumber, error)
    return first.sequenceNumber
  }
}

/**
 * Counts and lists. Only the counting must not be done twice and knows it; the rest says the same when it is said again.
 * What a list points at is there before it is counted. The feed comes last: who hears of a change finds it counted.
 */
async function derive(
  { comments, clock, memory = newMemory() }: Projector,
  changes: readonly (Change | VoteChange)[],
): Promise<void> {
  const commentChanges = changes.filter(isCommentChange)
  await noteHours(comments, commentChanges, clock(), memory.hours)
  await updateRecent(comments, commentChanges, clock())
  await noteShards(comments, commentChanges, memory.shards)
  await applyOnce(comments, changes, clock())
  const noted = changes.map((change) => ({
    article: change.article,
    id: change.id,
    kind: isCommentChange(change) ? kindOf(change) : ('score' as const),
  }))
  await noteChanges(comments, noted, clock, memory.feed)
}

/** Finds the one that does harm, so that its neighbours are not held up with it. */
async function applyByHalves(projector: Projector, steps: readonly Step[]): Promise<string | undefined> {
  const half = Math.ceil(steps.length / 2)
  return (await applyTogether(projector, steps.slice(0, half))) ?? (await applyTogether(projector, steps.slice(half)))
}

function report(sequenceNumber: string, error: unknown): void {
  console.error({
    message: 'A stream record could not be applied',
    sequenceNumber,
    error: error instanceof Error ? error.stack : String(error),
  })
}
