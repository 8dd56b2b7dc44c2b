/**
 * Batches that were set aside, in the form of an S3 failure destination: one JSON object each, with the records.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html and …/services-dynamodb-errors.html
 */
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MappingSpec } from '../template/system.ts'
import type { SetAside } from './delivery.ts'

/** @returns the file, whose path below `folder` is the key that the S3 object would have */
export async function keepFailure(
  folder: string,
  mapping: MappingSpec,
  functionArn: string,
  shardId: string,
  { records, because, attempts }: SetAside,
): Promise<string> {
  const [first, last] = [records.at(0)?.dynamodb, records.at(-1)?.dynamodb]
  const now = new Date().toISOString()
  const day = now.slice(0, 10).replaceAll('-', '/')
  const stamp = now.slice(0, 19).replaceAll(':', '.')
  const file = join(folder, 'aws', 'lambda', mapping.id, shardId, day, `${stamp}-${randomUUID()}.json`)
  const seconds = (value: number | undefined) => new Date((value ?? 0) * 1000).toISOString()
  const content = {
    requestContext: {
      requestId: randomUUID(),
      functionArn,
      condition: because,
      approximateInvokeCount: attempts,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: now,
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: seconds(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: seconds(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
    payload: JSON.stringify({ Records: records }),
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(content, null, 2))
  return file
}
