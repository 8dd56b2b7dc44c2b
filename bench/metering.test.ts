import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { type Engine, startEngine } from '../local/engine.ts'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../player/account.ts'
import { type Meter, startMeter } from './metering.ts'

// What AWS says that requests consume, held against what the engine says and the meter reads:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
const TableName = 'Metered'
const KILOBYTE = 1000

let engine: Engine
let meter: Meter
let client: DynamoDBClient
beforeAll(async () => {
  engine = await startEngine()
  meter = await startMeter()
  meter.pointAt(engine.endpoint)
  client = new DynamoDBClient({ endpoint: meter.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  )
  for (let number = 0; number < 10; number++) await client.send(new PutItemCommand(put(`${number}`, 2 * KILOBYTE)))
  meter.take()
})
afterAll(async () => {
  client.destroy()
  await meter.stop()
  await engine.stop()
})

const put = (sk: string, bytes: number) => ({
  TableName,
  Item: { pk: { S: 'p' }, sk: { S: sk }, text: { S: 'x'.repeat(bytes) } },
})
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } })
const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'p' } } }

test('a write costs a unit for each begun kilobyte, and twice that in a transaction', async () => {
  await client.send(new PutItemCommand(put('w', 1.5 * KILOBYTE)))
  await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put('x', 100) }, { Put: put('w', 100) }] }))
  expect(meter.take()).toEqual([
    { operation: 'PutItem', writes: true, units: 2 },
    // The larger of before and after counts.
    { operation: 'TransactWriteItems', writes: true, units: 2 + 4 },
  ])
})

test('a Query adds up its items and then rounds; strongly it costs twice as much', async () => {
  await client.send(new QueryCommand({ ...query, Limit: 5 }))
  await client.send(new QueryCommand({ ...query, Limit: 5, ConsistentRead: true }))
  expect(meter.take()).toEqual([
    { operation: 'Query', writes: false, units: 1.5 },
    { operation: 'Query', writes: false, units: 3 },
  ])
})

test('a batch rounds each item by itself, and what is not there costs half a unit', async () => {
  const Keys = [key('0'), key('1'), key('nowhere')]
  await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }))
  expect(meter.take()).toEqual([{ operation: 'BatchGetItem', writes: false, units: 1.5 }])
})

test('reading in a transaction costs twice the strong read', async () => {
  await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key('0') } }] }))
  expect(meter.take()).toEqual([{ operation: 'TransactGetItems', writes: false, units: 2 }])
})
