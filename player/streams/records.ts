/** Stream records in the shape that a function gets them: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
import { LOCAL_REGION } from '../account.ts'
import type { WireRecord } from './streamClient.ts'

/** The fields that the player itself reads are typed. */
export type LambdaRecord = {
  readonly eventID: string
  readonly eventName: string
  readonly dynamodb: {
    readonly SequenceNumber: string
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

export function lambdaRecord(record: WireRecord, streamArn: string): LambdaRecord {
  const { SequenceNumber = '', ApproximateCreationDateTime = Date.now() / 1000, ...images } = record.dynamodb ?? {}
  return {
    eventID: record.eventID ?? '',
    eventName: record.eventName ?? '',
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: record.eventSource ?? 'aws:dynamodb',
    awsRegion: record.awsRegion ?? LOCAL_REGION,
    dynamodb: { ...images, SequenceNumber, ApproximateCreationDateTime: Math.floor(ApproximateCreationDateTime) },
    ...(record.userIdentity && {
      userIdentity: { type: record.userIdentity.Type ?? '', principalId: record.userIdentity.PrincipalId ?? '' },
    }),
    eventSourceARN: streamArn,
  }
}
