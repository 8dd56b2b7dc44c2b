/**
 * Creates the template's tables in an embedded DynamoDB, with their keys, indexes, streams and time to live. Backups
 * and encryption are left out.
 */
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  type LocalSecondaryIndex,
  type StreamViewType,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { LOCAL_ACCOUNT, LOCAL_CREDENTIALS, LOCAL_REGION } from '../account.ts'
import type { Template, TemplateResource } from '../template/template.ts'

/** One table in the engine. */
export type LocalTable = {
  readonly logicalId: string
  readonly name: string
  /** What `GetAtt Arn` gives. */
  readonly arn: string
  /** What `GetAtt StreamArn` gives; absent when the table has no stream. */
  readonly streamArn?: string
}

type TableProperties = {
  readonly TableName?: unknown
  readonly KeySchema: KeySchemaElement[]
  readonly AttributeDefinitions: AttributeDefinition[]
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndex[]
  readonly LocalSecondaryIndexes?: LocalSecondaryIndex[]
  readonly StreamSpecification?: { readonly StreamViewType?: StreamViewType }
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled?: boolean }
}

const isTable = (resource: TemplateResource): boolean =>
  resource.Type === 'AWS::DynamoDB::Table' || resource.Type === 'AWS::DynamoDB::GlobalTable'

/** The properties that an embedded engine supports. CloudFormation uses the API's own names. */
const createInput = (name: string, table: TableProperties): CreateTableCommandInput => ({
  TableName: name,
  KeySchema: table.KeySchema,
  AttributeDefinitions: table.AttributeDefinitions,
  BillingMode: 'PAY_PER_REQUEST',
  ...(table.GlobalSecondaryIndexes && {
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
  }),
  ...(table.LocalSecondaryIndexes && { LocalSecondaryIndexes: table.LocalSecondaryIndexes }),
  ...(table.StreamSpecification && {
    StreamSpecification: {
      StreamEnabled: true,
      // A global table's specification may leave the view type out; it is then the widest.
      StreamViewType: table.StreamSpecification.StreamViewType ?? 'NEW_AND_OLD_IMAGES',
    },
  }),
})

async function createTable(client: DynamoDBClient, logicalId: string, table: TableProperties): Promise<LocalTable> {
  const name = typeof table.TableName === 'string' ? table.TableName : logicalId
  try {
    await client.send(new CreateTableCommand(createInput(name, table)))
    const { AttributeName, Enabled = true } = table.TimeToLiveSpecification ?? {}
    if (AttributeName !== undefined && Enabled) {
      await client.send(
        new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } }),
      )
    }
  } catch (error) {
    // The data folder of an earlier run already has it.
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error
  }
  const describe = () => client.send(new DescribeTableCommand({ TableName: name }))
  let { Table } = await describe()
  const { StreamSpecification } = createInput(name, table)
  if (StreamSpecification && Table?.LatestStreamArn === undefined) {
    // The data folder is from before the table had a stream.
    await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification }))
    Table = (await describe()).Table
  }
  const arn = Table?.TableArn ?? `arn:aws:dynamodb:${LOCAL_REGION}:${LOCAL_ACCOUNT}:table/${name}`
  return { logicalId, name, arn, ...(Table?.LatestStreamArn && { streamArn: Table.LatestStreamArn }) }
}

/**
 * Creates what is missing of a template's tables, each named by its logical id.
 *
 * @param template a synthesized CloudFormation template
 * @param endpoint of the engine
 * @returns the tables by logical id
 */
export async function createTables(template: Template, endpoint: string): Promise<Map<string, LocalTable>> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  try {
    const tables = Object.entries(template.Resources).filter(([, resource]) => isTable(resource))
    const created = await Promise.all(
      tables.map(([logicalId, resource]) =>
        // The CDK has validated these properties at synthesis.
        createTable(client, logicalId, resource.Properties as unknown as TableProperties),
      ),
    )
    return new Map(created.map((table) => [table.logicalId, table]))
  } finally {
    client.destroy()
  }
}
