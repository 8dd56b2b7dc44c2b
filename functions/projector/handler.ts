/**
 * The function for derived data. It applies the Comments stream to counts and previews. Each minute it deletes
 * tombstones without replies, and reduces articles with few new comments to one write shard.
 */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, ScheduledEvent } from 'aws-lambda'
import { environment } from '../environment.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { shrinkCalmArticles } from '../store/comments/shardShrinking.ts'
import { sweep } from '../store/comments/tombstoneSweep.ts'
import { runInSequence } from '../store/derived/runInSequence.ts'
import { newMemory } from './memory.ts'
import { project } from './project.ts'

const projector = {
  comments: { client: dynamodb(2000), name: environment('COMMENTS_TABLE') },
  clock: Date.now,
  memory: newMemory(),
}

export async function handler(event: DynamoDBStreamEvent | ScheduledEvent): Promise<DynamoDBBatchResponse | undefined> {
  if ('Records' in event) return project(projector, event.Records)
  await runInSequence([sweepTombstones, shrinkCalm], (task) => task())
  return undefined
}

async function sweepTombstones(): Promise<void> {
  const swept = await sweep(projector.comments, projector.clock())
  if (swept > 0) console.info({ message: 'Swept tombstones', swept })
}

async function shrinkCalm(): Promise<void> {
  const shrunk = await shrinkCalmArticles(projector.comments, projector.clock())
  if (shrunk.length > 0) console.info({ message: 'Reduced articles to one write shard', shrunk })
}
