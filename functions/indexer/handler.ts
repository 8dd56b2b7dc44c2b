/**
 * The function that files articles under their words, so that readers find them: what the Articles stream says has changed,
 * and, when an operator asks, everything there is.
 */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { environment } from '../environment.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { type Filed, fileAll, fileChanged } from './indexing.ts'

const articles = { client: dynamodb(2000), name: environment('ARTICLES_TABLE') }

export async function handler(
  event: DynamoDBStreamEvent | { fileAllFrom: string | null },
): Promise<DynamoDBBatchResponse | Filed> {
  return 'Records' in event ? fileChanged(articles, event.Records) : fileAll(articles, event.fileAllFrom)
}
