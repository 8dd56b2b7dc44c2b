/**
 * Connects a table's stream to the function that consumes it: delivery of batches, storage for failed batches, alarms.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
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

export type StreamSubscription = {
  readonly id: string
  readonly table: TableV2
  /** The name of the table in the policy's statement: letters only. */
  readonly tableName: string
  readonly consumer: LambdaFunction
  /** A record must match one of these patterns. Other records cause no invocation. */
  readonly filters: readonly Record<string, unknown>[]
  /** Most records of one invocation. */
  readonly batchSize: number
  /** The bucket of failed batches. */
  readonly failures: Bucket
}

export function subscribeToStream(
  scope: Construct,
  { id, table, tableName, consumer, filters, batchSize, failures }: StreamSubscription,
  config: Config,
): EventSourceMapping {
  const streamArn = table.tableStreamArn
  if (streamArn === undefined) throw new Error(`The ${tableName} table has no stream`)
  consumer.addToRolePolicy(
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
  consumer.addToRolePolicy(
    new PolicyStatement({
      sid: 'KeepFailedBatches',
      actions: ['s3:PutObject'],
      // Where Lambda puts them: aws/lambda/<mapping>/<shard>/<date>/…
      resources: [failures.arnForObjects('aws/lambda/*')],
    }),
  )
  consumer.addToRolePolicy(
    new PolicyStatement({ sid: 'FindFailureBucket', actions: ['s3:ListBucket'], resources: [failures.bucketArn] }),
  )
  const mapping = new EventSourceMapping(scope, id, {
    target: consumer,
    eventSourceArn: streamArn,
    // A stack that was deleted and deployed again also gets the changes that were written in between.
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: filters.map((filter) => FilterCriteria.filter(filter)),
    batchSize,
    maxBatchingWindow: Duration.seconds(config.batchWindowSeconds),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: config.batchRetries,
    maxRecordAge: Duration.hours(config.recordAgeHours),
    supportS3OnFailureDestination: true,
    // The CDK's own S3 destination would also grant the function to read and delete failed batches.
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  })
  // Lambda checks at creation that the role can read the stream and write to the bucket.
  if (consumer.role !== undefined) {
    mapping.node.addDependency(consumer.role)
    const resource = failures.node.defaultChild
    if (!CfnBucket.isCfnBucket(resource)) throw new Error('The bucket of failed batches is not a bucket')
    const bucketId = Stack.of(scope).getLogicalId(resource)
    acknowledge(consumer.role, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/aws/lambda/*]`]:
        'Lambda chooses the names of the objects, under this prefix of a bucket that has no other objects.',
    })
  }
  return mapping
}

/** Keeps failed batches whole, so that they can be redriven once the cause is fixed. */
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
      'Only Lambda writes here, and only after failures. A second bucket for access logs would add no information.',
  })
  return bucket
}

/** The id of an alarm and its description. docs/operations.md has the runbook of each. */
type AlarmText = readonly [id: string, description: string]

/**
 * Alarms for batches that were set aside, changes that were lost, and a function that is behind. Each uses one plain
 * metric.
 */
export function createStreamAlarms(
  scope: Construct,
  fn: LambdaFunction,
  mapping: EventSourceMapping,
  texts: { readonly setAside: AlarmText; readonly lost: AlarmText; readonly behind: AlarmText },
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const anyOf = (metricName: string) => ({
    // The two counts exclude each other:
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
  const alarm = ([id, alarmDescription]: AlarmText, when: typeof isBehind) =>
    new Alarm(scope, id, { alarmDescription, ...when }).addAlarmAction(...actions)
  alarm(texts.setAside, anyOf('OnFailureDestinationDeliveredEventCount'))
  alarm(texts.lost, anyOf('DroppedEventCount'))
  alarm(texts.behind, isBehind)
}
