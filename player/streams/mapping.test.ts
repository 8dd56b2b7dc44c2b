/** A mapping on a real stream: order, checkpoints, and a function that dies in between. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { startTables, type TestTables } from '../../test/kit/tables/tables.ts'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../account.ts'
import { createTables } from '../engine/tables.ts'
import type { Template } from '../template/template.ts'
import { type Checkpoints, openCheckpoints } from './checkpoints.ts'
import { type Mapping, type MappingOptions, startMapping } from './mapping.ts'
import type { LambdaRecord } from './records.ts'

const template: Template = {
  Resources: {
    Things: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
  },
}

let engine: TestTables
let client: DynamoDBClient
let streamArn = ''
let checkpoints: Checkpoints
const put = (pk: string) =>
  client.send(
    new PutItemCommand({
      TableName: 'Things',
      Item: { pk: { S: pk }, data: { B: new Uint8Array([1, 2]) }, n: { N: '1' } },
    }),
  )
const keys = (records: readonly LambdaRecord[]) =>
  records.map(({ dynamodb }) => (dynamodb.Keys as { pk: { S: string } }).pk.S) // Lambda's shape, checked below

const start = (invoke: MappingOptions['invoke'], more: Partial<MappingOptions> = {}): Mapping =>
  startMapping({
    mapping: {
      id: 'mapping',
      functionId: 'f',
      streamArn,
      batchSize: 10,
      windowSeconds: 1,
      maximumRetries: 3,
      maximumAgeSeconds: -1,
      bisect: true,
      reportsFailures: true,
      filters: [JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: 'A#' }] } } } })],
    },
    endpoint: engine.endpoint,
    checkpoints,
    invoke,
    setAside: async () => {
      throw new Error('nothing is given up here')
    },
    warn: (text) => {
      throw new Error(text)
    },
    ...more,
  })

beforeAll(async () => {
  engine = await startTables()
  client = new DynamoDBClient({ endpoint: engine.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  streamArn = (await createTables(template, engine.endpoint)).get('Things')?.streamArn ?? ''
  checkpoints = await openCheckpoints(undefined)
}, 30_000)
afterAll(async () => {
  client.destroy()
  await engine.stop()
})

test('records arrive filtered, in order, each once, and a restart goes on where it stopped', async () => {
  for (let number = 0; number < 25; number++) await put(`${number % 5 === 4 ? 'B' : 'A'}#${number}`)
  const seen: LambdaRecord[] = []
  const invoke = async (records: readonly LambdaRecord[]) => {
    expect(records.length).toBeLessThanOrEqual(10)
    seen.push(...records)
    return '{"batchItemFailures":[]}'
  }
  const first = start(invoke)
  await first.settled()
  await first.stop()
  const wanted = Array.from({ length: 25 }, (_, number) => number).filter((number) => number % 5 !== 4)
  expect(keys(seen)).toEqual(wanted.map((number) => `A#${number}`))
  expect(seen[0]).toMatchObject({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    eventSourceARN: streamArn,
    dynamodb: {
      NewImage: { pk: { S: 'A#0' }, data: { B: 'AQI=' }, n: { N: '1' } },
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  })

  seen.length = 0
  await put('A#later')
  const second = start(invoke)
  await second.settled()
  await second.stop()
  expect(keys(seen)).toEqual(['A#later'])
}, 30_000)

test('a function that dies gets the same records, under the same ids, again', async () => {
  await put('A#again')
  const calls: string[][] = []
  const mapping = start(async (records) => {
    calls.push(records.map(({ eventID }) => eventID))
    return calls.length === 1 ? undefined : '{}'
  })
  await mapping.settled()
  await mapping.stop()
  expect(calls).toHaveLength(2)
  expect(calls[1]).toEqual(calls[0])
}, 30_000)

test('a test may bring batches twice and in another order', async () => {
  await put('A#twice')
  const seen: string[][] = []
  const mapping = start(
    async (records) => {
      seen.push(keys(records))
      return '{}'
    },
    { disturb: (batch) => [batch, batch] },
  )
  await mapping.settled()
  await mapping.stop()
  expect(seen).toEqual([['A#twice'], ['A#twice']])
}, 30_000)

/** A stream whose only shard ends, as when the engine is started again; its child is there from the next look on. */
async function endingStream() {
  const shards = [{ ShardId: 'parent' }]
  const service = createServer(async (message, answer) => {
    const { ShardId, ShardIterator = '' } = (await json(message)) as { ShardId?: string; ShardIterator?: string }
    const record = (pk: string) => ({ dynamodb: { SequenceNumber: '1', Keys: { pk: { S: pk } } } })
    const records: Record<string, object> = {
      parent: { Records: [record('A#before')] },
      child: { Records: [record('A#after')], NextShardIterator: 'end' },
      end: { Records: [], NextShardIterator: 'end' },
    }
    const operation = String(message.headers['x-amz-target']).split('.')[1]
    const described = { StreamDescription: { Shards: [...shards] } }
    if (operation === 'DescribeStream' && shards.length === 1) shards.push({ ShardId: 'child' })
    const body =
      operation === 'DescribeStream'
        ? described
        : operation === 'GetShardIterator'
          ? { ShardIterator: ShardId }
          : records[ShardIterator]
    answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  return { service, endpoint: `http://127.0.0.1:${(service.address() as AddressInfo).port}` }
}

test('what comes after a shard that has ended is read at once', async () => {
  const { service, endpoint } = await endingStream()
  const seen: string[] = []
  const both = Promise.withResolvers<void>()
  const mapping = start(
    async (records) => {
      seen.push(...keys(records))
      if (seen.length === 2) both.resolve()
      return '{}'
    },
    { endpoint, checkpoints: await openCheckpoints(undefined) },
  )
  await both.promise
  await mapping.stop()
  service.close()
  service.closeAllConnections()
  expect(seen).toEqual(['A#before', 'A#after'])
}, 15_000)
