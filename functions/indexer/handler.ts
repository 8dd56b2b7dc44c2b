/**
 * The function for the search index. It indexes the articles that change in the Articles stream. It indexes all
 * articles when an operator calls it.
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
