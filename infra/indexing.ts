/**
 * The Articles stream and the indexer (docs/architecture.md, “Searching”): the changes that are delivered, and the
 * alarms.
 */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { createStreamAlarms, subscribeToStream } from './streams.ts'

/**
 * Each change of an article writes its item `A`, so this record stands for the whole change. The items that the indexer
 * itself writes (T#, I#) do not invoke it.
 */
const FILTERS = [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'A#' }] }, sk: { S: ['A'] } } } }]

/** A long article takes thousands of writes. Ten such articles fit well within the function's timeout. */
const BATCH_SIZE = 10

export function createIndexing(
  scope: Construct,
  articles: TableV2,
  indexer: LambdaFunction,
  failures: Bucket,
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const mapping = subscribeToStream(
    scope,
    {
      id: 'ArticleChanges',
      table: articles,
      tableName: 'Articles',
      consumer: indexer,
      filters: FILTERS,
      batchSize: BATCH_SIZE,
      failures,
    },
    config,
  )
  const texts = {
    setAside: [
      'UnfiledArticlesAlarm',
      'Changes of articles were set aside: search does not find them until they are redriven.',
    ],
    lost: [
      'LostFilingsAlarm',
      'Changes of articles were lost: they could not be indexed or set aside. Index all articles again.',
    ],
    behind: ['IndexerBehindAlarm', 'The indexer is behind: articles are published, but search does not find them yet.'],
  } as const
  createStreamAlarms(scope, indexer, mapping, texts, config, actions)
}
