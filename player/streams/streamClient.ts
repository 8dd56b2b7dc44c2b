/**
 * GetRecords without the SDK's deserializer. A function gets its records in the form of the HTTP response. Converting
 * each attribute to the SDK's form and back would cost a large part of the main thread's time for a post. Requests,
 * retries and errors are the SDK's.
 */
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type DynamoDBStreamsClient, GetRecordsCommand } from '@aws-sdk/client-dynamodb-streams'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
export type WireRecord = {
  readonly eventID?: string
  readonly eventName?: string
  readonly eventVersion?: string
  readonly eventSource?: string
  readonly awsRegion?: string
  readonly dynamodb?: {
    readonly SequenceNumber?: string
    /** Seconds since 1970, with a fraction. */
    readonly ApproximateCreationDateTime?: number
    readonly [field: string]: unknown
  }
  readonly userIdentity?: { readonly PrincipalId?: string; readonly Type?: string }
}

type Page = {
  readonly Records?: readonly WireRecord[]
  readonly NextShardIterator?: string
}

/** What the SDK's HTTP handler answers with. */
type HttpAnswer = {
  readonly statusCode: number
  body: Readable
}

export async function getRecords(
  client: DynamoDBStreamsClient,
  input: { readonly ShardIterator: string; readonly Limit: number },
  abortSignal: AbortSignal,
): Promise<Page> {
  const command = new GetRecordsCommand(input)
  let page: Page = {}
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      // Low priority is nearer to the network than the SDK's deserializer: this is what its HTTP handler answered.
      const answer = result.response as HttpAnswer
      if (answer.statusCode === 200) {
        // DynamoDB's answer, in the form that its documentation gives.
        page = JSON.parse(await text(answer.body)) as Page
        answer.body = Readable.from(['{}'])
      }
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'takeTheWireForm' },
  )
  await client.send(command, { abortSignal })
  return page
}
