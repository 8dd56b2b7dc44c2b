/**
 * The two tables (docs/data-model.md): articles, and the conversation under them. They have different owners, risks
 * and lives, hence two. Both bill on demand, can be restored to any second of the last 35 days, and refuse deletion.
 * Encrypted with DynamoDB's own key, which costs nothing (a KMS key would be billed monthly and per request).
 */
import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'

/** The functions know it by this name (functions/store/keys.ts). */
export const TOP_INDEX = 'top'

export type Tables = {
  readonly articles: Table
  readonly comments: Table
}

export function createTables(scope: Construct, config: Config): Tables {
  const shared = {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.DEFAULT,
    // Recovery costs per stored gigabyte and is what an operator needs most on the worst day: it has no switch.
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: config.retainData,
    removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  }
  const comments = new Table(scope, 'Comments', {
    ...shared,
    timeToLiveAttribute: 'expiresAt',
    // The projector compares a comment before and after, so it needs both images.
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
  })
  // Root comments that somebody voted for, best first. Sparse, and keys only: what is ranked is then read by its key.
  comments.addGlobalSecondaryIndex({
    indexName: TOP_INDEX,
    partitionKey: { name: 'ranked', type: AttributeType.STRING },
    sortKey: { name: 'rank', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  })
  const articles = new Table(scope, 'Articles', {
    ...shared,
    // The indexer is told which article changed, and looks for itself what it is now.
    stream: StreamViewType.KEYS_ONLY,
  })
  return { articles, comments }
}
