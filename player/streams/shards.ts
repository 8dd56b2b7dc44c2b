/** The shards of a stream, and positions in them. */
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams'

export async function listShards(client: DynamoDBStreamsClient, streamArn: string): Promise<Shard[]> {
  const found: Shard[] = []
  let after: string | undefined
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ...(after && { ExclusiveStartShardId: after }) }),
    )
    found.push(...(StreamDescription?.Shards ?? []))
    after = StreamDescription?.LastEvaluatedShardId
  } while (after !== undefined)
  return found
}

/**
 * @param after the sequence number of the last applied record; undefined for the oldest record
 * @returns an iterator; undefined when the shard has ended
 */
export async function iteratorAfter(
  client: DynamoDBStreamsClient,
  streamArn: string,
  shardId: string,
  after: string | undefined,
): Promise<string | undefined> {
  const position = { StreamArn: streamArn, ShardId: shardId }
  if (after !== undefined) {
    try {
      const resumed = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const
      return (await client.send(new GetShardIteratorCommand({ ...position, ...resumed }))).ShardIterator
    } catch (error) {
      // A stream keeps a day, and the stream of a new data folder never had the record: start at the oldest.
      if (!(error instanceof Error && /TrimmedData|Validation|NotFound/.test(error.name))) throw error
    }
  }
  return (await client.send(new GetShardIteratorCommand({ ...position, ShardIteratorType: 'TRIM_HORIZON' })))
    .ShardIterator
}
