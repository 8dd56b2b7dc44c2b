/**
 * From a table's stream to the function that follows it: how batches are delivered, where those are kept that can't be
 * applied, and the alarms that say so.
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

export type Following = {
  readonly id: string
  readonly table: Table
  /** The name of the table in the policy's statement: letters only. */
  readonly tableName: string
  readonly by: LambdaFunction
  /** Patterns of which a record must match one. A filtered record costs no invocation. */
  readonly filters: readonly Record<string, unknown>[]
  /** Records at once, at most. */
  readonly batchSize: number
  /** Where batches are set aside. */
  readonly failures: Bucket
}

export function followStream(
  scope: Construct,
  { id, table, tableName, by, filters, batchSize, failures }: Following,
  config: Config,
): EventSourceMapping {
  const streamArn = table.tableStreamArn
  if (streamArn === undefined) throw new Error(`The ${tableName} table has no stream`)
  by.addToRolePolicy(
    new PolicyStatement({
      sid: `Read${tableName}Stream`,
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
  by.addToRolePolicy(
    new PolicyStatement({
      sid: 'KeepFailedBatches',
      actions: ['s3:PutObject'],
      // Where Lambda puts them: aws/lambda/<mapping>/<shard>/<date>/…
      resources: [failures.arnForObjects('aws/lambda/*')],
    }),
  )
  by.addToRolePolicy(
    new PolicyStatement({ sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [failures.bucketArn] }),
  )
  const mapping = new EventSourceMapping(scope, id, {
    target: by,
    eventSourceArn: streamArn,
    // With nothing skipped, a stack that is taken down and put up again still hears of what was written in between.
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: filters.map((filter) => FilterCriteria.filter(filter)),
    batchSize,
    maxBatchingWindow: Duration.seconds(config.batchWindowSeconds),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: config.batchRetries,
    maxRecordAge: Duration.hours(config.recordAgeHours),
    supportS3OnFailureDestination: true,
    // The CDK's own S3 destination would also let the function read and delete what it failed at.
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  })
  // Lambda checks at creation that the role can read the stream and write to the bucket.
  if (by.role !== undefined) {
    mapping.node.addDependency(by.role)
    const resource = failures.node.defaultChild
    if (!CfnBucket.isCfnBucket(resource)) throw new Error('The bucket of failed batches is no bucket')
    const bucketId = Stack.of(scope).getLogicalId(resource)
    acknowledge(by.role, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/aws/lambda/*]`]:
        'Lambda names the objects itself, under this prefix of a bucket that holds nothing else.',
    })
  }
  return mapping
}

/** Batches that could not be applied, whole, so that they can be redriven once the cause is mended. */
export function createFailureBucket(scope: Construct, config: Config): Bucket {
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

/** The id of an alarm and what it says; the runbook behind each is docs/operations.md. */
type Said = readonly [id: string, description: string]

/** What an operator hears of: batches set aside, batches lost, a function that is behind. Plain metrics only. */
export function createStreamAlarms(
  scope: Construct,
  fn: LambdaFunction,
  mapping: EventSourceMapping,
  said: { readonly setAside: Said; readonly lost: Said; readonly behind: Said },
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
  const isBehind = {
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensionsMap: { FunctionName: fn.functionName },
      statistic: 'Maximum',
      period: Duration.minutes(1),
    }),
    // The metric is in milliseconds.
    threshold: config.iteratorAgeAlarmSeconds * 1000,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }
  const alarm = ([id, alarmDescription]: Said, when: typeof isBehind) =>
    new Alarm(scope, id, { alarmDescription, ...when }).addAlarmAction(...actions)
  alarm(said.setAside, anyOf('OnFailureDestinationDeliveredEventCount'))
  alarm(said.lost, anyOf('DroppedEventCount'))
  alarm(said.behind, isBehind)
}
