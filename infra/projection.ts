/**
 * The Comments stream and the projector (docs/architecture.md, “Counting”): the changes that are delivered, and the
 * alarms.
 */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { createStreamAlarms, subscribeToStream } from './streams.ts'

const beginsWith = (prefix: string) => ({ prefix })

/**
 * Only comments (A#, R#) and votes (V#). Statistics are in the same partitions under other sort keys, so the
 * projector's own writes do not invoke it again.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
const FILTERS = [
  { dynamodb: { Keys: { pk: { S: [beginsWith('A#'), beginsWith('R#')] }, sk: { S: [beginsWith('C#')] } } } },
  { dynamodb: { Keys: { pk: { S: [beginsWith('V#')] } } } },
]

export function createProjection(
  scope: Construct,
  comments: TableV2,
  projector: LambdaFunction,
  failures: Bucket,
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const mapping = subscribeToStream(
    scope,
    {
      id: 'CommentChanges',
      table: comments,
      tableName: 'Comments',
      consumer: projector,
      filters: FILTERS,
      batchSize: config.batchSize,
      failures,
    },
    config,
  )
  const texts = {
    setAside: ['FailedBatchesAlarm', 'Changes were set aside: counts and previews are wrong until they are redriven.'],
    lost: ['LostChangesAlarm', 'Changes were lost: they could not be applied or set aside. Recount their articles.'],
    behind: [
      'ProjectorBehindAlarm',
      'The projector is behind: comments are stored and shown, but counts and previews are late.',
    ],
  } as const
  createStreamAlarms(scope, projector, mapping, texts, config, actions)
}
