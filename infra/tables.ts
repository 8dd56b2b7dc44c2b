/**
 * The two tables (docs/data-model.md): articles, and the comments under them (docs/decisions/0001-two-tables.md says
 * why two). Both bill on demand, can be restored to any second of the last 35 days, and are protected from deletion.
 * DynamoDB's own key encrypts them at no cost. A KMS key would be billed monthly and per request.
 *
 * Both are global tables with one replica, which cost the same as plain tables. Replicas in other regions can be added
 * later, but a plain table cannot become a global one in place (docs/decisions/0009-fixed-at-first-release.md).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { tagsOf } from './tags.ts'

/** Functions query the index by this name (functions/store/client/keys.ts). */
export const TOP_INDEX = 'top'

export type Tables = {
  readonly articles: TableV2
  readonly comments: TableV2
}

export function createTables(scope: Construct, config: Config): Tables {
  // DynamoDB throttles what exceeds these. Requests answer 503 and the projector waits (docs/operations.md).
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
  const most = { maxReadRequestUnits: config.maxReadUnits, maxWriteRequestUnits: config.maxWriteUnits }
  const shared = {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billing: Billing.onDemand(most),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    // Billed per stored gigabyte. It has no setting, because an operator cannot turn it on after a loss.
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: config.retainData,
    removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    // Tags of a global table belong to its replicas, so the tags of the stack may not reach them.
    tags: Object.entries(tagsOf(config)).map(([key, value]) => ({ key, value })),
  }
  const comments = new TableV2(scope, 'Comments', {
    ...shared,
    timeToLiveAttribute: 'expiresAt',
    // The projector compares each comment before and after a change, so it needs both images.
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
  })
  // Root comments with votes, best first. The index is sparse and has keys only: comments are then read by key.
  comments.addGlobalSecondaryIndex({
    indexName: TOP_INDEX,
    partitionKey: { name: 'ranked', type: AttributeType.STRING },
    sortKey: { name: 'rank', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
    // An index has maxima of its own. A lower one would throttle writes to the table.
    ...most,
  })
  const articles = new TableV2(scope, 'Articles', {
    ...shared,
    // The indexer gets the key of a changed article and reads the article itself.
    dynamoStream: StreamViewType.KEYS_ONLY,
  })
  return { articles, comments }
}
