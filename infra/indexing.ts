/**
 * From the Articles stream to the indexer (docs/architecture.md, “Searching”): what is delivered, and what the alarms say
 * when articles are not found.
 */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { createStreamAlarms, followStream } from './streams.ts'

/**
 * Each change of an article writes its item `A`, whatever else it writes; so that one record tells of all of it. What the
 * indexer itself writes (T#, I#) doesn't wake it.
 */
const FILTERS = [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'A#' }] }, sk: { S: ['A'] } } } }]

/** A long article is thousands of writes. Ten of them are done well within the function's time. */
const BATCH_SIZE = 10

export function createIndexing(
  scope: Construct,
  articles: Table,
  indexer: LambdaFunction,
  failures: Bucket,
  config: Config,
  actions: readonly IAlarmAction[],
): void {
  const mapping = followStream(
    scope,
    {
      id: 'ArticleChanges',
      table: articles,
      tableName: 'Articles',
      by: indexer,
      filters: FILTERS,
      batchSize: BATCH_SIZE,
      failures,
    },
    config,
  )
  const said = {
    setAside: [
      'UnfiledArticlesAlarm',
      'Changes of articles were set aside unfiled: search does not know them until they are redriven.',
    ],
    lost: ['LostFilingsAlarm', 'Changes of articles could be neither filed nor set aside: file all articles anew.'],
    behind: ['IndexerBehindAlarm', 'The indexer is behind: articles are published, but search does not find them yet.'],
  } as const
  createStreamAlarms(scope, indexer, mapping, said, config, actions)
}
