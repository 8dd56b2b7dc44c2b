/**
 * From the Comments stream to the projector (docs/architecture.md, “Counting”): what is delivered, and what the alarms say
 * when counts are going wrong.
 */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { createStreamAlarms, followStream } from './streams.ts'

const beginsWith = (prefix: string) => ({ prefix })

/**
 * Only comments (A#, R#) and votes (V#) matter. Statistics share a comment's partition but not its kind of sort key, so
 * the projector's own counting doesn't wake it again.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
const FILTERS = [
  { dynamodb: { Keys: { pk: { S: [beginsWith('A#'), beginsWith('R#')] }, sk: { S: [beginsWith('C#')] } } } },
  { dynamodb: { Keys: { pk: { S: [beginsWith('V#')] } } } },
]

export function createProjection(
  scope: Construct,
  comments: Table,
  projector: LambdaFunction,
  failures: Bucket,
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const mapping = followStream(
    scope,
    {
      id: 'CommentChanges',
      table: comments,
      tableName: 'Comments',
      by: projector,
      filters: FILTERS,
      batchSize: config.batchSize,
      failures,
    },
    config,
  )
  const said = {
    setAside: [
      'FailedBatchesAlarm',
      'Changes were set aside unapplied: counts and previews are wrong until they are redriven.',
    ],
    lost: [
      'LostChangesAlarm',
      'Changes could be neither applied nor set aside: recount the articles that they belong to.',
    ],
    behind: [
      'ProjectorBehindAlarm',
      'The projector is behind: comments are stored and shown, but counts and previews lag.',
    ],
  } as const
  createStreamAlarms(scope, projector, mapping, said, config, actions)
}
