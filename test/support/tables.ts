/**
 * Two fresh tables in an embedded engine for a test file, with a count of the requests that the code under test makes.
 */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Engine, startEngine } from '../../local/engine.ts'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/tables.ts'

export type TestTables = {
  endpoint: string
  articles: { client: DynamoDBClient; name: string }
  comments: { client: DynamoDBClient; name: string }
  /** The names of the commands sent since the last call, such as `Query`. */
  requests: () => string[]
  stop: () => Promise<void>
}

/** Starts an engine and makes an Articles and a Comments table in it. */
export async function startTables(): Promise<TestTables> {
  const engine: Engine = await startEngine()
  const client = clientFor(engine.endpoint)
  for (const name of ['Articles', 'Comments']) await createTable(client, name)
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

export function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
}

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
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
    }),
  )
}
