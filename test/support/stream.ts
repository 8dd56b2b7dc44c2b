/**
 * The Comments table's stream, read as Lambda would deliver it, for tests of the projector.
 */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/tables.ts'

/** A function that returns the records that came since its last call. */
export async function streamOf(endpoint: string, table: string): Promise<() => Promise<DynamoDBRecord[]>> {
  const client = new DynamoDBStreamsClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }))
  const StreamArn = Streams?.[0]?.StreamArn
  const iterators = new Map<string, string>()
  return async () => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
    const records: DynamoDBRecord[] = []
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (!ShardId) continue
      if (!iterators.has(ShardId)) {
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        )
        iterators.set(ShardId, ShardIterator ?? '')
      }
      for (let found = 1; found > 0; ) {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: iterators.get(ShardId), Limit: 1000 }),
        )
        // Lambda hands records over as the stream has them, but for the time's form.
        records.push(...(Records as DynamoDBRecord[]))
        iterators.set(ShardId, NextShardIterator ?? '')
        found = NextShardIterator ? Records.length : 0
      }
    }
    return records
  }
}
