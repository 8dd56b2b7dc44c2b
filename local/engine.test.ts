/** The engine and the tables in it, on whatever engine is here. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../player/account.ts'
import { EngineUnavailable } from '../player/engine/programs.ts'
import { createTables } from '../player/engine/tables.ts'
import type { Template } from '../player/template/template.ts'
import { startEngine } from './engine.ts'

const template: Template = {
  Resources: {
    Things: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [{ Region: 'us-east-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      },
    },
    Other: { Type: 'AWS::SQS::Queue' },
  },
}

test('the tables of a template are made once, with their stream, and hold data', async () => {
  const engine = await startEngine()
  try {
    const first = await createTables(template, engine.endpoint)
    const again = await createTables(template, engine.endpoint)
    expect([...first.keys()]).toEqual(['Things'])
    expect(first.get('Things')).toEqual(again.get('Things'))
    expect(first.get('Things')?.streamArn).toContain('/stream/')

    const client = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    })
    const Item = { pk: { S: 'a' }, sk: { S: 'b' } }
    await client.send(new PutItemCommand({ TableName: 'Things', Item }))
    expect((await client.send(new GetItemCommand({ TableName: 'Things', Key: Item }))).Item).toEqual(Item)
    client.destroy()
  } finally {
    await engine.stop()
  }
  await expect(fetch(engine.endpoint)).rejects.toThrow()
})

test('a table from before it had a stream gets one', async () => {
  const engine = await startEngine()
  try {
    const { Type, Properties } = template.Resources.Things ?? { Type: '' }
    const before = { Resources: { Things: { Type, Properties: { ...Properties, StreamSpecification: undefined } } } }
    expect((await createTables(before, engine.endpoint)).get('Things')?.streamArn).toBeUndefined()
    expect((await createTables(template, engine.endpoint)).get('Things')?.streamArn).toContain('/stream/')
  } finally {
    await engine.stop()
  }
})

test('an unknown engine is refused by name', async () => {
  process.env.UNDERSTORY_ENGINE = 'mongodb'
  try {
    await expect(startEngine()).rejects.toThrow(EngineUnavailable)
    await expect(startEngine()).rejects.toThrow('mongodb')
  } finally {
    delete process.env.UNDERSTORY_ENGINE
  }
})
