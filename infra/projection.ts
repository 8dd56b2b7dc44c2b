/**
 * From the Comments stream to the projector (docs/architecture.md, "Counting exactly"): what is delivered, what happens
 * to a batch that can't be applied, and the alarms that say that counts are going wrong.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  EventSourceMapping,
  FilterCriteria,
  type Function as LambdaFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledgements.ts'
import type { Config } from './config.ts'

const beginsWith = (prefix: string) => ({ prefix })

/**
 * Only comments (A#, R#) and votes (V#) matter. Statistics share a comment's partition but not its kind of sort key, so
 * the projector's own counting doesn't wake it again. A filtered record costs no invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
const FILTERS = [
  { dynamodb: { Keys: { pk: { S: [beginsWith('A#'), beginsWith('R#')] }, sk: { S: [beginsWith('C#')] } } } },
  { dynamodb: { Keys: { pk: { S: [beginsWith('V#')] } } } },
]

export function createProjection(scope: Construct, comments: Table, projector: LambdaFunction, config: Config) {
  const failures = createFailureBucket(scope, config)
  const streamArn = comments.tableStreamArn
  if (streamArn === undefined) throw new Error('The Comments table has no stream')
  projector.addToRolePolicy(
    new PolicyStatement({
      sid: 'ReadCommentsStream',
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        // Checked when the mapping is made; granted on this stream only.
        'dynamodb:ListStreams',
      ],
      resources: [streamArn],
    }),
  )
  projector.addToRolePolicy(
    new PolicyStatement({
      sid: 'KeepFailedBatches',
      actions: ['s3:PutObject'],
      // Where Lambda puts them: aws/lambda/<mapping>/<shard>/<date>/…
      resources: [failures.arnForObjects('aws/lambda/*')],
    }),
  )
  projector.addToRolePolicy(
    new PolicyStatement({ sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [failures.bucketArn] }),
  )
  const mapping = new EventSourceMapping(scope, 'CommentChanges', {
    target: projector,
    eventSourceArn: streamArn,
    // With nothing skipped, a stack that is taken down and put up again still counts what was posted in between.
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: FILTERS.map((filter) => FilterCriteria.filter(filter)),
    batchSize: config.batchSize,
    maxBatchingWindow: Duration.seconds(config.batchWindowSeconds),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: config.batchRetries,
    maxRecordAge: Duration.hours(config.recordAgeHours),
    supportS3OnFailureDestination: true,
    // The CDK's own S3 destination would also let the projector read and delete what it failed at.
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  })
  // Lambda checks at creation that the role can read the stream and write to the bucket.
  if (projector.role !== undefined) {
    mapping.node.addDependency(projector.role)
    const resource = failures.node.defaultChild
    if (!CfnBucket.isCfnBucket(resource)) throw new Error('The bucket of failed batches is no bucket')
    const bucketId = Stack.of(scope).getLogicalId(resource)
    acknowledge(projector.role, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/aws/lambda/*]`]:
        'Lambda names the objects itself, under this prefix of a bucket that holds nothing else.',
    })
  }
  return { failures, mapping }
}

/** Batches that could not be applied, whole, so that they can be redriven once the cause is mended. */
function createFailureBucket(scope: Construct, config: Config): Bucket {
  const bucket = new Bucket(scope, 'FailedBatches', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [
      { expiration: Duration.days(config.failureRetentionDays), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  acknowledge(bucket, {
    'AwsSolutions::AwsSolutions-S1':
      'Only Lambda writes here, and only when something failed; a second bucket of access logs would tell nothing more.',
  })
  return bucket
}

/** Plain metrics only; the runbook behind each is docs/operations.md. */
export function createProjectionAlarms(
  scope: Construct,
  projector: LambdaFunction,
  mapping: EventSourceMapping,
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const anyOf = (metricName: string) => ({
    // What the two counts mean, and that they exclude each other:
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }),
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  const alarms = [
    new Alarm(scope, 'FailedBatchesAlarm', {
      alarmDescription: 'Changes were set aside unapplied: counts and previews are wrong until they are redriven.',
      ...anyOf('OnFailureDestinationDeliveredEventCount'),
    }),
    new Alarm(scope, 'LostChangesAlarm', {
      alarmDescription: 'Changes could be neither applied nor set aside: recount the articles that they belong to.',
      ...anyOf('DroppedEventCount'),
    }),
    new Alarm(scope, 'ProjectorBehindAlarm', {
      alarmDescription: 'The projector is behind: comments are stored and shown, but counts and previews lag.',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: projector.functionName },
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      // The metric is in milliseconds.
      threshold: config.iteratorAgeAlarmSeconds * 1000,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }),
  ]
  for (const alarm of alarms) alarm.addAlarmAction(...actions)
}
