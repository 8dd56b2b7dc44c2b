/** Stream records in the shape that a function gets them: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
import type { AttributeValue, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams'
import { LOCAL_REGION } from '../tables.ts'

/** What the local run itself looks at; the rest is the function's. */
export interface LambdaRecord {
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

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Binary values, which JSON lacks, travel as base64. */
const attribute = (value: AttributeValue): Json => {
  if (value.B !== undefined) return { B: base64(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(base64) }
  if (value.L !== undefined) return { L: value.L.map(attribute) }
  if (value.M !== undefined) return { M: attributes(value.M) }
  return { ...value } as Json // what is left are strings, numbers as strings, booleans and lists of them
}

const attributes = (map: Readonly<Record<string, AttributeValue>>): { [key: string]: Json } =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, attribute(value)]))

export const lambdaRecord = (record: StreamRecord, streamArn: string): LambdaRecord => {
  const { Keys, NewImage, OldImage, ApproximateCreationDateTime, SequenceNumber = '', ...rest } = record.dynamodb ?? {}
  return {
    eventID: record.eventID ?? '',
    eventName: record.eventName ?? '',
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: record.eventSource ?? 'aws:dynamodb',
    awsRegion: record.awsRegion ?? LOCAL_REGION,
    dynamodb: {
      ...rest,
      SequenceNumber,
      ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? Date.now()) / 1000),
      ...(Keys && { Keys: attributes(Keys) }),
      ...(NewImage && { NewImage: attributes(NewImage) }),
      ...(OldImage && { OldImage: attributes(OldImage) }),
    },
    ...(record.userIdentity && {
      userIdentity: { type: record.userIdentity.Type ?? '', principalId: record.userIdentity.PrincipalId ?? '' },
    }),
    eventSourceARN: streamArn,
  }
}
