/**
 * Two fresh tables in an embedded engine for a test file. They record the requests of the code under test.
 */
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamodb } from '../../../functions/store/client/dynamodb.ts'
import { type Engine, startEngine } from '../../../local/engine.ts'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../player/account.ts'

export type TestTables = {
  endpoint: string
  articles: { client: DynamoDBClient; name: string }
  comments: { client: DynamoDBClient; name: string }
  /** The names of the commands sent since the last call, such as `Query`. */
  requests: () => string[]
  stop: () => Promise<void>
}

/** The tables as a function reaches them. Tests that need to tell the functions' requests apart give each its own. */
export type TablesOf = (
  functionName: 'reader' | 'commenter' | 'editor' | 'moderator' | 'projector' | 'indexer',
) => Pick<TestTables, 'articles' | 'comments'>

/** Starts an engine and makes an Articles and a Comments table in it. */
export async function startTables(): Promise<TestTables> {
  const engine: Engine = await startEngine()
  const client = clientFor(engine.endpoint)
  await createTable(client, 'Articles')
  await createTable(client, 'Comments', TOP)
  const seen: string[] = []
  client.middlewareStack.add(
    (next, context) => (args) => {
      seen.push(String(context.commandName).replace(/Command$/, ''))
      return next(args)
    },
    { step: 'initialize', name: 'countRequests' },
  )
  return {
    endpoint: engine.endpoint,
    articles: { client, name: 'Articles' },
    comments: { client, name: 'Comments' },
    requests: () => seen.splice(0),
    stop: async () => {
      client.destroy()
      await engine.stop()
    },
  }
}

/** The client of functions that answer requests, with its retries, and a long timeout. */
export const requestClientFor = (endpoint: string): DynamoDBClient =>
  dynamodb(20_000, { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })

export function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
}

/** The index of the best root comments, as in infra/tables.ts. */
const TOP: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: ['pk', 'sk', 'ranked', 'rank'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'top',
      KeySchema: [
        { AttributeName: 'ranked', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
}

/** Makes a table with our keys and a stream. */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  more: Partial<CreateTableCommandInput> = {},
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      ...more,
    }),
  )
}
