/**
 * A table's stream, with records as Lambda delivers them.
 */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../player/account.ts'

/** @returns a function that returns the records since its last call */
export async function streamOf(endpoint: string, table: string): Promise<() => Promise<DynamoDBRecord[]>> {
  const client = new DynamoDBStreamsClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }))
  const StreamArn = Streams?.[0]?.StreamArn
  /** The last sequence number by shard. Each call makes new iterators, because idle ones expire. */
  const seen = new Map<string, string>()

  const drain = async (ShardId: string): Promise<DynamoDBRecord[]> => {
    const after = seen.get(ShardId)
    const start =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: after }
    let { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...start }))
    const records: DynamoDBRecord[] = []
    while (ShardIterator !== undefined) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator, Limit: 1000 }),
      )
      // Lambda's records differ from the stream's only in the form of the time.
      records.push(...(Records as DynamoDBRecord[]))
      ShardIterator = Records.length === 0 ? undefined : NextShardIterator
    }
    const last = records.at(-1)?.dynamodb?.SequenceNumber
    if (last !== undefined) seen.set(ShardId, last)
    return records
  }

  return async () => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
    const records: DynamoDBRecord[] = []
    for (const { ShardId } of StreamDescription?.Shards ?? []) if (ShardId) records.push(...(await drain(ShardId)))
    return records
  }
}
